package dev.retort.serving;

import java.time.Duration;
import java.util.List;

import dev.retort.generation.GenerationHandle;

/** The answer to whoever hands in work. */
public sealed interface Admitted {
    /** All of it, in its order; it is being written or waits for its turn. */
    record Taken(List<GenerationHandle> handles) implements Admitted {}

    /**
     * None of it.
     *
     * @param overShare whether this client alone has too much waiting; else everybody together has
     * @param reason what is full
     * @param retryAfter when there is likely to be room
     */
    record Refused(boolean overShare, String reason, Duration retryAfter) implements Admitted {}
}
