package dev.retort.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

import dev.retort.local.ParentWatch;
import dev.retort.model.Device;
import dev.retort.model.Torch;
import dev.retort.training.TrainingThroughput;

/** The process beside the chat. It trains, round after round, until the program that started it is gone. */
public final class TrainingLoad {
    static final String LEARNED = "tokens learned: ";

    private TrainingLoad() {}

    public static void run(Path folder, Device device, Consumer<String> line) throws IOException {
        ParentWatch.start(System.in, () -> Runtime.getRuntime().halt(0));
        Torch.start(Runtime.getRuntime().availableProcessors()); // as the trainer of a run does
        while (true) {
            TrainingThroughput.measure(folder, device, 40, tokens -> line.accept(LEARNED + tokens));
        }
    }
}
