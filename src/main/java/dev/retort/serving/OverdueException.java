package dev.retort.serving;

import java.time.Duration;

/** A request waited for its turn until its deadline. */
public final class OverdueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverdueException(Duration deadline) {
        super("the request waited for its turn for " + deadline.toMillis() / 1000.0 + " seconds, which is as long as it may take");
    }
}
