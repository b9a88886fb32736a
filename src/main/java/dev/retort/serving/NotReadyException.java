package dev.retort.serving;

/** The model that was asked for is not loaded yet, or no longer, so that it can't be leased. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
