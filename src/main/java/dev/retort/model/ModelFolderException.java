package dev.retort.model;

import java.io.IOException;

/** A model folder that can't be used. The message is one line: the file, the field or tensor in it, and what would be right. */
public final class ModelFolderException extends IOException {
    private static final long serialVersionUID = 1L;

    public ModelFolderException(String file, String problem) {
        super(file + ": " + oneLine(problem));
    }

    public ModelFolderException(String file, String problem, Throwable cause) {
        super(file + ": " + oneLine(problem), cause);
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
