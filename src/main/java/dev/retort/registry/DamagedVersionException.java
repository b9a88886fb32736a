package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Path;

/** A version's folder is not what was published; the message is one line that names the folder, the file and what is wrong with it. */
public final class DamagedVersionException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String file;

    DamagedVersionException(Path folder, String file, String problem) {
        super(folder + ": " + file + " " + problem);
        this.file = file;
    }

    /** The name of the file inside the version's folder, or {@code .} for the folder itself. */
    public String file() {
        return file;
    }
}
