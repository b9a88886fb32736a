package dev.retort.events;

/** An event that breaks its schema: it was not, and never can be, published. */
public final class InvalidEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidEventException(String message) {
        super(message);
    }
}
