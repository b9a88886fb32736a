package dev.retort;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waiting that ends when the awaited is there. How long that takes depends on what else the machine does, so that the limit is far from what is usual. */
public final class Patience {
    /** Longer than anything takes that a test waits for, even beside processes that use every processor. */
    public static final Duration LONG = Duration.ofMinutes(3);

    private Patience() {}

    /** Like Awaitility's own, but with {@link #LONG} as its limit. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONG);
    }
}
