package dev.retort.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that trains until it is killed. */
final class KilledRun {
    private KilledRun() {}

    /** A folder, and the name of a request of {@link TinyRun}. */
    public static void main(String[] words) throws IOException {
        FineTuning.run(TinyRun.named(words[1], Path.of(words[0])), new CheckpointTimes(Duration.ZERO), progress -> {
            System.out.println("step " + progress.step());
            System.out.flush();
        });
    }
}
