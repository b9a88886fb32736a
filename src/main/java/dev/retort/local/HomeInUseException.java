package dev.retort.local;

import java.io.IOException;
import java.nio.file.Path;

/** Another process runs on this home. */
public final class HomeInUseException extends IOException {
    private static final long serialVersionUID = 1;

    HomeInUseException(Path folder, String pid) {
        super("home %s is in use by process %s; stop that one, or set RETORT_HOME to another folder".formatted(folder, pid));
    }
}
