package dev.retort.lines;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * One attempt of the line to become better.
 *
 * @param attempt number of the trainer process that works or worked on it, from 1; 0 before the first
 * @param crashes how many of those ended without a result
 * @param parent the champion that it is measured against
 * @param heartbeat when its leader last saw the trainer alive; none once the end of the attempt is recorded
 * @param candidate the version that came out
 * @param verdict the gate's verdict with all figures
 * @param problem why it failed or was cancelled
 */
public record Run(String id, String line, RunState state, String reason, String requestedBy, Instant requestedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt, int attempt, int crashes, Optional<Instant> heartbeat, Optional<String> parent,
        Optional<String> dataset,
        Optional<String> datasetDigest, OptionalInt examples, OptionalInt newExamples, Progress progress, Optional<String> candidate,
        Optional<JsonNode> verdict, Optional<JsonNode> report, Optional<String> problem) {

    /**
     * Tells whether the latest attempt has begun and has no recorded end: its trainer works, or was lost together with its leader. Recorded ends are a
     * crash, being laid down in good order, and the run's verdict.
     */
    public boolean hasOpenAttempt() {
        return (state == RunState.TRAINING || state == RunState.EVALUATING) && heartbeat.isPresent();
    }

    /** Tells whether it ended without a verdict, so that nothing was learned. */
    public boolean endedInVain() {
        return state == RunState.FAILED || state == RunState.CANCELLED;
    }

    /** Paths on this server that tell more of it. */
    @JsonProperty
    public Links links() {
        return new Links("/api/runs/" + id + "/report", "/api/runs/" + id + "/curve");
    }

    /**
     * @param report its page for people
     * @param curve the numbers behind its curves
     */
    public record Links(String report, String curve) {}

    /** Progress of training: optimizer steps done and in all, loss per token, speed, seconds left by that speed. */
    public record Progress(OptionalInt step, OptionalInt steps, OptionalDouble loss, OptionalDouble tokensPerSecond,
            OptionalDouble secondsLeft,
            Optional<String> message) {}
}
