package dev.retort.serving;

import java.time.Instant;
import java.util.Optional;

/** What this process serves, what it still holds for conversations begun earlier, and why the last change failed, if it did. */
public record ServingState(Optional<ServedVersion> serving, Optional<ServedVersion> held, Optional<Failure> lastFailure, long swaps) {
    /** A version that could not take over, with the reason. */
    public record Failure(String version, long epoch, String reason, Instant at) {}
}
