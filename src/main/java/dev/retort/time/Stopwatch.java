package dev.retort.time;

import java.time.Duration;

/** The time since it was made, by a clock that nobody sets. */
public final class Stopwatch {
    private final long began = System.nanoTime();

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** The elapsed time, with thousandths. */
    public double seconds() {
        return elapsed().toMillis() / 1000.0;
    }

    /** Whether more than that has passed. */
    public boolean isPast(Duration limit) {
        return elapsed().compareTo(limit) > 0;
    }
}
