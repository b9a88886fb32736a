package dev.retort.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;

/**
 * Speed of optimizer steps: forward, gradient, clipping, AdamW.
 *
 * @param rows of a step
 * @param length tokens of a row
 * @param labelledShare share of the tokens that is learned
 * @param tokensPerSecond tokens of the rows, labelled or not, of the median step
 * @param step its time
 */
public record TrainingThroughput(int rows, int length, double labelledShare, double tokensPerSecond, Duration step) {
    private static final int WARM_UP = 2;

    /** Measures a model folder: four rows of 256 tokens (fewer where its context is shorter), all labelled, and a third. */
    public static List<TrainingThroughput> measure(Path folder, Device device, int steps) throws IOException {
        return measure(folder, device, steps, tokens -> {});
    }

    /** @param learned is told the tokens of each step when it is done */
    public static List<TrainingThroughput> measure(Path folder, Device device, int steps, IntConsumer learned) throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        return measure(config, Weights.read(folder, config), device, 4, Math.min(256, config.contextLength()), steps, learned);
    }

    /** Measures weights of a shape, with random tokens. */
    public static List<TrainingThroughput> measure(ModelConfig config, Weights weights, Device device, int rows, int length, int steps) {
        return measure(config, weights, device, rows, length, steps, tokens -> {});
    }

    private static List<TrainingThroughput> measure(ModelConfig config, Weights weights, Device device, int rows, int length, int steps,
            IntConsumer learned) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps is " + steps + ", expected at least 1");
        }
        List<TrainingThroughput> measured = new ArrayList<>();
        try (Trainer trainer = Trainer.start(config, weights, AdamW.withDecay(0.01), device)) {
            for (int one : new int[]{1, 3}) {
                long[] times = new long[steps];
                for (int i = -WARM_UP; i < steps; i++) {
                    List<Batch> batch = random(config.vocabularySize(), rows, length, length / one, i, trainer.lanes());
                    long start = System.nanoTime();
                    trainer.step(batch, 1e-6);
                    times[Math.max(0, i)] = System.nanoTime() - start;
                    learned.accept(rows * length);
                }
                Arrays.sort(times);
                long median = times[steps / 2];
                measured.add(new TrainingThroughput(rows, length, 1.0 / one, rows * length * 1e9 / median, Duration.ofNanos(median)));
            }
        }
        return measured;
    }

    private static List<Batch> random(int vocabulary, int rows, int length, int labelled, long seed, int lanes) {
        Random random = new Random(seed);
        List<Labelled> all = IntStream.range(0, rows).mapToObj(row -> {
            boolean[] labels = new boolean[length];
            Arrays.fill(labels, length - labelled, length, true);
            return new Labelled(random.ints(length, 0, vocabulary).toArray(), labels);
        }).toList();
        return LanePlan.of(all, row -> row.ids().length, lanes).stream().map(Batch::of).toList();
    }
}
