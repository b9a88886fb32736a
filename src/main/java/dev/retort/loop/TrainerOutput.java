package dev.retort.loop;

import java.io.PrintStream;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.training.TrainingProgress;

/** The progress that a trainer prints, one JSON line each. */
final class TrainerOutput {
    private final PrintStream out;

    TrainerOutput(PrintStream out) {
        this.out = out;
    }

    void say(String stage, String message) {
        print(TrainerLine.message(stage, message));
    }

    void trained(TrainingProgress progress) {
        print(new TrainerLine(TrainerLine.TRAINING, Optional.of(progress.step()), Optional.of(progress.steps()),
                Optional.of(progress.loss()),
                Optional.of(progress.tokensPerSecond()), Optional.of(progress.left().toMillis() / 1000.0), Optional.empty()));
    }

    private void print(TrainerLine line) {
        try {
            out.println(JobJson.MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
