package dev.retort.dataset;

/** A row holds something else than it should; the message names the field. */
final class ShapeException extends Exception {
    private static final long serialVersionUID = 1;
    private final DropReason reason;

    ShapeException(DropReason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    Parsed.Dropped at(long line) {
        return new Parsed.Dropped(line, reason, String.valueOf(getMessage()));
    }
}
