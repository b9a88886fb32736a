package dev.retort.trainer;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.retort.events.CurvePoint;

/**
 * One line of progress that the trainer process prints.
 *
 * @param point the step's place in the run's curve
 * @param message its doings, in words
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrainerLine(Stage stage, Optional<Integer> step, Optional<Integer> steps, Optional<Double> loss,
        Optional<Double> tokensPerSecond,
        Optional<Double> secondsLeft, Optional<CurvePoint> point, Optional<String> message) {
    /** The two parts of a job. */
    public enum Stage {
        TRAINING, EVALUATING;

        /** The name in JSON: {@code training}. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public TrainerLine {
        Objects.requireNonNull(stage, "a line says which stage it is of");
    }

    public static TrainerLine message(Stage stage, String message) {
        return new TrainerLine(stage, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(message));
    }

    /** This line with what it leaves out: how far training came, and the last message and the time left of its own stage. */
    TrainerLine keeping(Optional<TrainerLine> before) {
        Optional<TrainerLine> sameStage = before.filter(line -> line.stage().equals(stage));
        return new TrainerLine(stage, step.or(() -> before.flatMap(TrainerLine::step)), steps.or(() -> before.flatMap(TrainerLine::steps)),
                loss.or(() -> before.flatMap(TrainerLine::loss)), tokensPerSecond.or(() -> before.flatMap(TrainerLine::tokensPerSecond)),
                secondsLeft.or(() -> sameStage.flatMap(TrainerLine::secondsLeft)), point,
                message.or(() -> sameStage.flatMap(TrainerLine::message)));
    }

    /** A step that is told again later than it was made. */
    public static TrainerLine step(CurvePoint point, Optional<Integer> steps) {
        return new TrainerLine(Stage.TRAINING, Optional.of(point.step()), steps, Optional.of(point.loss()),
                Optional.of(point.tokensPerSecond()),
                Optional.empty(), Optional.of(point), Optional.empty());
    }
}
