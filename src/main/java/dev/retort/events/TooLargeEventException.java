package dev.retort.events;

/** An event that is more than a record holds, whatever of it may be left out. */
public final class TooLargeEventException extends InvalidEventException {
    private static final long serialVersionUID = 1L;

    TooLargeEventException(String message) {
        super(message);
    }
}
