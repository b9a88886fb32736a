package dev.retort.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Another process runs on this home. */
public final class HomeInUseException extends IOException {
    private static final long serialVersionUID = 1;

    HomeInUseException(Path folder, Optional<ProcessHandle> holder) {
        super("home %s is in use by %s; stop that one, or set RETORT_HOME to another folder".formatted(folder,
                holder.map(process -> "process " + process.pid()).orElse("another process")));
    }
}
