package dev.retort.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that trains until it is killed. */
final class KilledRun {
    private KilledRun() {}

    public static void main(String[] folder) throws IOException {
        FineTuning.run(TinyRun.full(Path.of(folder[0])), new CheckpointTimes(Duration.ZERO), progress -> {
            System.out.println("step " + progress.step());
            System.out.flush();
        });
    }
}
