package dev.retort.events;

import java.time.Instant;
import java.util.Optional;

/**
 * {@code dev.retort.training.v1}: how far a training run is.
 *
 * @param runId   the run; the record's key
 * @param state   the run's state, such as {@code training}
 * @param attempt number of the attempt, from 1
 * @param loss    mean loss per labelled token
 */
public record TrainingEvent(String runId, String line, String state, int attempt, int step, int steps, Optional<Double> loss,
        Optional<Double> tokensPerSecond, Optional<Double> secondsLeft, Optional<String> message, Instant at) {

    public static final String TYPE = "dev.retort.training.v1";
}
