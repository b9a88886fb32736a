package dev.retort.serving;

/** No model is loaded yet, so nothing can be leased. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
