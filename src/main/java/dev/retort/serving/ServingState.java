package dev.retort.serving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The versions of this process.
 *
 * @param held the one that served before, while it is held for its conversations; the latest of several
 * @param inMemory all that answer or finish answering, the one that serves first
 * @param lastFailure the last change, if it failed
 */
public record ServingState(Optional<ServedVersion> serving, Optional<ServedVersion> held, List<ServedVersion> inMemory,
        Optional<Failure> lastFailure, long swaps) {
    /** A version that could not take over, with the reason. */
    public record Failure(String version, long epoch, String reason, Instant at) {}
}
