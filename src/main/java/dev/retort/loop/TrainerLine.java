package dev.retort.loop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retort.events.CurvePoint;
import dev.retort.events.TrainingEvent;

/**
 * One line that the trainer process prints: where it is.
 *
 * @param stage {@code training} or {@code evaluating}
 * @param point the step's place in the run's curve
 * @param message what it does, in words
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonIgnoreProperties(ignoreUnknown = true)
record TrainerLine(String stage, Optional<Integer> step, Optional<Integer> steps, Optional<Double> loss, Optional<Double> tokensPerSecond,
        Optional<Double> secondsLeft, Optional<CurvePoint> point, Optional<String> message) {
    static final String TRAINING = "training";
    static final String EVALUATING = "evaluating";

    static TrainerLine message(String stage, String message) {
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

    /**
     * What the line adds to the run's record, as an event; what it leaves out is as the record has it.
     *
     * @param curve the steps since the last event; where they are more than one event takes, those before the line's own go ahead in others
     */
    static List<TrainingEvent> events(Run run, String state, int attempt, Optional<TrainerLine> line, List<CurvePoint> curve, Instant at) {
        List<TrainingEvent> events = new ArrayList<>();
        int from = 0;
        for (; curve.size() - from > TrainingEvent.MOST_POINTS; from += TrainingEvent.MOST_POINTS) {
            List<CurvePoint> part = curve.subList(from, from + TrainingEvent.MOST_POINTS);
            CurvePoint last = part.get(part.size() - 1);
            TrainerLine earlier = new TrainerLine(TRAINING, Optional.of(last.step()), line.flatMap(TrainerLine::steps),
                    Optional.of(last.loss()),
                    Optional.of(last.tokensPerSecond()), Optional.empty(), Optional.of(last), Optional.empty());
            events.add(event(run, TRAINING, attempt, Optional.of(earlier), part, at));
        }
        events.add(event(run, state, attempt, line, curve.subList(from, curve.size()), at));
        return events;
    }

    private static TrainingEvent event(Run run, String state, int attempt, Optional<TrainerLine> line, List<CurvePoint> curve, Instant at) {
        return new TrainingEvent(run.id(), run.line(), state, attempt,
                line.flatMap(TrainerLine::step).orElse(run.progress().step().orElse(0)),
                line.flatMap(TrainerLine::steps).orElse(run.progress().steps().orElse(0)),
                line.flatMap(TrainerLine::loss).filter(Double::isFinite),
                line.flatMap(TrainerLine::tokensPerSecond).filter(Double::isFinite),
                line.flatMap(TrainerLine::secondsLeft).filter(Double::isFinite),
                line.flatMap(TrainerLine::message), curve.isEmpty() ? Optional.empty() : Optional.of(curve), at);
    }
}
