package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Path;

/** The store has no such version. */
public final class UnknownVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownVersionException(VersionId id, Path store) {
        super("there is no version " + id + " in " + store);
    }
}
