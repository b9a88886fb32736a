package dev.retort.loop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import dev.retort.events.CurvePoint;
import dev.retort.events.TrainingEvent;
import dev.retort.lines.Run;
import dev.retort.lines.RunState;
import dev.retort.trainer.TrainerLine;

/** Puts what a trainer says of itself into its run's record and into events. */
final class TrainerNews {
    private TrainerNews() {}

    /** Progress of training as a line tells it. */
    static Run.Progress progress(TrainerLine line) {
        return new Run.Progress(line.step().map(OptionalInt::of).orElseGet(OptionalInt::empty),
                line.steps().map(OptionalInt::of).orElseGet(OptionalInt::empty),
                line.loss().map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
                line.tokensPerSecond().map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
                line.secondsLeft().map(OptionalDouble::of).orElseGet(OptionalDouble::empty), line.message());
    }

    static RunState state(TrainerLine line) {
        return switch (line.stage()) {
            case TRAINING -> RunState.TRAINING;
            case EVALUATING -> RunState.EVALUATING;
        };
    }

    /**
     * Events with what a line adds to the run's record. Where there are more steps than one event takes, those before the line's own go ahead in others.
     *
     * @param line what it leaves out is as the record has it
     * @param curve the steps since the last event
     */
    static List<TrainingEvent> events(Run run, RunState state, int attempt, Optional<TrainerLine> line, List<CurvePoint> curve,
            Instant at) {
        List<TrainingEvent> events = new ArrayList<>();
        int from = 0;
        for (; curve.size() - from > TrainingEvent.MOST_POINTS; from += TrainingEvent.MOST_POINTS) {
            List<CurvePoint> part = curve.subList(from, from + TrainingEvent.MOST_POINTS);
            TrainerLine earlier = TrainerLine.step(part.get(part.size() - 1), line.flatMap(TrainerLine::steps));
            events.add(event(run, RunState.TRAINING, attempt, Optional.of(earlier), part, at));
        }
        events.add(event(run, state, attempt, line, curve.subList(from, curve.size()), at));
        return events;
    }

    private static TrainingEvent event(Run run, RunState state, int attempt, Optional<TrainerLine> line, List<CurvePoint> curve,
            Instant at) {
        return new TrainingEvent(run.id(), run.line(), state.text(), attempt,
                line.flatMap(TrainerLine::step).orElse(run.progress().step().orElse(0)),
                line.flatMap(TrainerLine::steps).orElse(run.progress().steps().orElse(0)),
                line.flatMap(TrainerLine::loss).filter(Double::isFinite),
                line.flatMap(TrainerLine::tokensPerSecond).filter(Double::isFinite),
                line.flatMap(TrainerLine::secondsLeft).filter(Double::isFinite),
                line.flatMap(TrainerLine::message), curve.isEmpty() ? Optional.empty() : Optional.of(curve), at);
    }
}
