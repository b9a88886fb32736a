package dev.retort.trainer;

import java.io.PrintStream;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.events.CurvePoint;
import dev.retort.report.Curve;
import dev.retort.training.TrainingProgress;

/** The progress that a trainer prints, one JSON line each. */
final class TrainerOutput {
    private final PrintStream out;
    private final CurveFile curve;
    private boolean begun;

    /** @param curve gets every step as well */
    TrainerOutput(PrintStream out, CurveFile curve) {
        this.out = out;
        this.curve = curve;
    }

    void say(TrainerLine.Stage stage, String message) {
        print(TrainerLine.message(stage, message));
    }

    /** The first line of a run that goes on from a checkpoint says so. */
    void trained(TrainingProgress progress) {
        Optional<String> message = begun || progress.step() == 1
                ? Optional.empty()
                : Optional.of("goes on after step " + (progress.step() - 1) + ", where an attempt before had left a checkpoint");
        begun = true;
        CurvePoint point = Curve.point(progress);
        curve.append(point);
        print(new TrainerLine(TrainerLine.Stage.TRAINING, Optional.of(progress.step()), Optional.of(progress.steps()),
                Optional.of(progress.loss()),
                Optional.of(progress.tokensPerSecond()), Optional.of(progress.left().toMillis() / 1000.0), Optional.of(point),
                message));
    }

    private void print(TrainerLine line) {
        try {
            out.println(JobJson.MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
