package dev.retort.dataset;

import java.io.IOException;

/** Input that cannot be used as data. The message is one line: the file, the line and column where known, and what would be right. */
public final class BadDataException extends IOException {
    private static final long serialVersionUID = 1;

    public BadDataException(String message) {
        super(message);
    }
}
