package dev.retort.serving;

import java.time.Instant;
import java.util.Optional;

/** The version that this process serves, the one before while it is held for its conversations, and the last change if it failed. */
public record ServingState(Optional<ServedVersion> serving, Optional<ServedVersion> held, Optional<Failure> lastFailure, long swaps) {
    /** A version that could not take over, with the reason. */
    public record Failure(String version, long epoch, String reason, Instant at) {}
}
