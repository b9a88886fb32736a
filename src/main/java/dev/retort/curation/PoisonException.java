package dev.retort.curation;

/** An event that can never be handled; the message says why. */
final class PoisonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoisonException(String message) {
        super(message);
    }
}
