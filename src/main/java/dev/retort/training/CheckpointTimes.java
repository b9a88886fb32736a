package dev.retort.training;

import java.time.Duration;

/** Times for a checkpoint: at most so often, and for no more than a twentieth of the time. */
final class CheckpointTimes {
    private static final int SHARE = 20;
    private final long least;
    private long earliest;
    private long asked;

    CheckpointTimes(Duration least) {
        this.least = least.toNanos();
        this.earliest = System.nanoTime() + this.least;
    }

    /** Every ten seconds or more. */
    static CheckpointTimes ordinary() {
        return new CheckpointTimes(Duration.ofSeconds(10));
    }

    boolean due() {
        asked = System.nanoTime();
        return asked - earliest >= 0;
    }

    /** The checkpoint that was due is on the disk. */
    void saved() {
        long now = System.nanoTime();
        earliest = now + (least == 0 ? 0 : Math.max(least, SHARE * (now - asked)));
    }
}
