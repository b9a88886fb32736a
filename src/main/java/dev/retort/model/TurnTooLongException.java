package dev.retort.model;

/** A turn that alone has more tokens than there is room for. */
public final class TurnTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int limit;
    private final int length;

    public TurnTooLongException(int limit, int length) {
        super("the turn has " + length + " tokens, at most " + limit + " fit");
        this.limit = limit;
        this.length = length;
    }

    /** The most tokens it could have, its end token included. */
    public int limit() {
        return limit;
    }

    /** The tokens it has, its end token included. */
    public int length() {
        return length;
    }
}
