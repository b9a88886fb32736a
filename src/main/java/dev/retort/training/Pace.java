package dev.retort.training;

import java.time.Duration;

/** How fast a run is, in tokens of its steps and in time in all. */
final class Pace {
    private final long begin = System.nanoTime();
    private long lapped = begin;
    private long started = begin;
    private long inSteps;
    private long tokens;

    /** A step begins. */
    void start() {
        started = System.nanoTime();
    }

    /** The step is over; returns its seconds. */
    double stepped(long stepTokens) {
        long spent = System.nanoTime() - started;
        inSteps += spent;
        tokens += stepTokens;
        return spent / 1e9;
    }

    /** Seconds since the last lap. */
    double lap() {
        long now = System.nanoTime();
        double spent = (now - lapped) / 1e9;
        lapped = now;
        return spent;
    }

    double tokensPerSecond() {
        return tokens / Math.max(1e-9, inSteps / 1e9);
    }

    /** What the given number of tokens will take, evaluations and checkpoints at the same share as so far. */
    Duration timeFor(long left) {
        return Duration.ofMillis((long) ((System.nanoTime() - begin) / 1e6 * left / Math.max(1, tokens)));
    }
}
