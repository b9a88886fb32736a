package dev.retort.loop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.events.CurvePoint;
import dev.retort.events.TrainingEvent;
import dev.retort.lines.Run;
import dev.retort.trainer.TrainerLine;

/** Puts into events what a trainer's line adds to its run's record. */
final class RunEvents {
    private RunEvents() {}

    /**
     * Where there are more steps than one event takes, those before the line's own go ahead in others.
     *
     * @param line what it leaves out is as the record has it
     * @param curve the steps since the last event
     */
    static List<TrainingEvent> of(Run run, String state, int attempt, Optional<TrainerLine> line, List<CurvePoint> curve, Instant at) {
        List<TrainingEvent> events = new ArrayList<>();
        int from = 0;
        for (; curve.size() - from > TrainingEvent.MOST_POINTS; from += TrainingEvent.MOST_POINTS) {
            List<CurvePoint> part = curve.subList(from, from + TrainingEvent.MOST_POINTS);
            TrainerLine earlier = TrainerLine.step(part.get(part.size() - 1), line.flatMap(TrainerLine::steps));
            events.add(event(run, TrainerLine.TRAINING, attempt, Optional.of(earlier), part, at));
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
