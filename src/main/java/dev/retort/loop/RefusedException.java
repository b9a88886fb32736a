package dev.retort.loop;

/** A request that cannot be granted as things stand. The message says why. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
