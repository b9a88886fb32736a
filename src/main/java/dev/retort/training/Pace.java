package dev.retort.training;

import java.time.Duration;

/** Speed of a run, in tokens of its steps and in time in all. */
final class Pace {
    private final long begin = System.nanoTime();
    private long lapped = begin;
    private long started = begin;
    private long inSteps;
    private long tokens;

    /** Begins a step. */
    void start() {
        started = System.nanoTime();
    }

    /** Ends the step, and returns its seconds. */
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

    /** Time for so many more tokens. Evaluations and checkpoints keep the share that they have had so far. */
    Duration timeFor(long left) {
        return Duration.ofMillis((long) ((System.nanoTime() - begin) / 1e6 * left / Math.max(1, tokens)));
    }
}
