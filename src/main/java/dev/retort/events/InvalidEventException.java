package dev.retort.events;

/** An event that was not, and never can be, published. It breaks its schema, or is more than a record holds. */
public class InvalidEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidEventException(String message) {
        super(message);
    }
}
