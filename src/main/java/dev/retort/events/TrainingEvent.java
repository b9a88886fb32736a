package dev.retort.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code dev.retort.training.v1}: how far a training run is.
 *
 * @param runId   the run; the record's key
 * @param state   the run's state, such as {@code training}
 * @param attempt number of the attempt, from 1
 * @param loss    mean loss per labelled token
 * @param curve   the updates since the event before, in order; at most {@value #MOST_POINTS}
 */
public record TrainingEvent(String runId, String line, String state, int attempt, int step, int steps, Optional<Double> loss,
        Optional<Double> tokensPerSecond, Optional<Double> secondsLeft, Optional<String> message, Optional<List<CurvePoint>> curve,
        Instant at) {

    /** More would make an event larger than Kafka takes; the rest comes with another. */
    public static final int MOST_POINTS = 1000;

    public static final String TYPE = "dev.retort.training.v1";
}
