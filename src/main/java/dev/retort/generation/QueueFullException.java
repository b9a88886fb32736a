package dev.retort.generation;

/** As many continuations as the limits allow are being written or wait: try again later. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueueFullException(EngineLimits limits) {
        super(limits.maxSequences() + " sequences are being written and " + limits.queue() + " wait: no more are taken now");
    }
}
