package dev.retort.training;

import java.io.IOException;

/** The request can't be trained as it is; the message says what would be right. */
public final class TrainingRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    TrainingRefusedException(String message) {
        super(message);
    }
}
