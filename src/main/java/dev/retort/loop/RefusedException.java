package dev.retort.loop;

/** What was asked cannot be done as things stand; the message says why. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
