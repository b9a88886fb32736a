package dev.retort.generation;

/** The limits allow no further continuation to be written or to wait: try again later. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException(EngineLimits limits) {
        super(limits.maxSequences() + " sequences are being written and " + limits.queue() + " wait: no more are taken now");
    }
}
