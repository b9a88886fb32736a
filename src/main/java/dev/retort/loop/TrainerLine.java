package dev.retort.loop;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retort.events.TrainingEvent;

/**
 * One line that the trainer process prints: where it is.
 *
 * @param stage {@code training} or {@code evaluating}
 * @param message what it does, in words
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonIgnoreProperties(ignoreUnknown = true)
record TrainerLine(String stage, Optional<Integer> step, Optional<Integer> steps, Optional<Double> loss, Optional<Double> tokensPerSecond,
        Optional<Double> secondsLeft, Optional<String> message) {
    static final String TRAINING = "training";
    static final String EVALUATING = "evaluating";

    static TrainerLine message(String stage, String message) {
        return new TrainerLine(stage, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(message));
    }

    /** This line with what it leaves out: how far training came, and the last message and the time left of its own stage. */
    TrainerLine keeping(Optional<TrainerLine> before) {
        Optional<TrainerLine> sameStage = before.filter(line -> line.stage().equals(stage));
        return new TrainerLine(stage, step.or(() -> before.flatMap(TrainerLine::step)), steps.or(() -> before.flatMap(TrainerLine::steps)),
                loss.or(() -> before.flatMap(TrainerLine::loss)), tokensPerSecond.or(() -> before.flatMap(TrainerLine::tokensPerSecond)),
                secondsLeft.or(() -> sameStage.flatMap(TrainerLine::secondsLeft)),
                message.or(() -> sameStage.flatMap(TrainerLine::message)));
    }

    /** What the line adds to the run's record, as an event; what it leaves out is as the record has it. */
    static TrainingEvent event(Run run, String state, int attempt, Optional<TrainerLine> line, Instant at) {
        return new TrainingEvent(run.id(), run.line(), state, attempt,
                line.flatMap(TrainerLine::step).orElse(run.progress().step().orElse(0)),
                line.flatMap(TrainerLine::steps).orElse(run.progress().steps().orElse(0)),
                line.flatMap(TrainerLine::loss).filter(Double::isFinite),
                line.flatMap(TrainerLine::tokensPerSecond).filter(Double::isFinite),
                line.flatMap(TrainerLine::secondsLeft).filter(Double::isFinite),
                line.flatMap(TrainerLine::message), at);
    }
}
