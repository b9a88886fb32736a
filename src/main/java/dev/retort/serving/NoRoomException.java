package dev.retort.serving;

/** Every place for a version is taken by one that is needed. Another one can be loaded when one of them has left. */
public final class NoRoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRoomException(String message) {
        super(message);
    }
}
