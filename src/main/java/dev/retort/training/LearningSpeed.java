package dev.retort.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;

/**
 * Speed at which rows are learned, and its success: one pass in their order at a constant learning rate.
 *
 * @param steps of the pass
 * @param tokensPerSecond tokens of the rows over all steps but the first
 * @param fastestStep tokens per second of the fastest step
 * @param heldOutLoss mean of -log p over the labels of the rows held out, after the pass
 */
public record LearningSpeed(int steps, double tokensPerSecond, double fastestStep, double heldOutLoss) {
    /**
     * @param rows of a step; a rest is left out
     * @param lora the adapter that learns, at ten times the rate; without one, all weights do
     */
    public static LearningSpeed measure(Path folder, List<Labelled> train, List<Labelled> heldOut, int rows, Optional<Lora> lora,
            Compute compute, Device device) throws IOException {
        if (train.size() < 2 * rows) {
            throw new IllegalArgumentException(train.size() + " rows to learn, expected at least " + 2 * rows);
        }
        ModelConfig config = ModelConfig.read(folder);
        TrainerSetup setup = TrainerSetup.of(AdamW.withDecay(0.01), device).withCompute(compute);
        double rate = lora.isPresent() ? 5e-4 : 5e-5;
        int steps = train.size() / rows;
        double seconds = 0;
        long tokens = 0;
        double fastest = 0;
        try (Trainer trainer = start(folder, config, lora, setup)) {
            for (int i = 0; i < steps; i++) {
                List<Batch> batches = LanePlan.of(train.subList(i * rows, (i + 1) * rows), row -> row.ids().length, trainer.lanes())
                        .stream()
                        .map(Batch::of).toList();
                long begin = System.nanoTime();
                trainer.step(batches, rate);
                double spent = (System.nanoTime() - begin) / 1e9;
                if (i > 0) {
                    long learned = batches.stream().mapToLong(Batch::tokens).sum();
                    seconds += spent;
                    tokens += learned;
                    fastest = Math.max(fastest, learned / spent);
                }
            }
            List<Batch> check = BatchPlan.even(heldOut, rows).stream().map(Batch::of).toList();
            return new LearningSpeed(steps, tokens / seconds, fastest, trainer.evaluate(check));
        }
    }

    private static Trainer start(Path folder, ModelConfig config, Optional<Lora> lora, TrainerSetup setup) throws IOException {
        return lora.isPresent()
                ? Trainer.start(config, Weights.read(folder, config), Adapter.fresh(config, lora.get(), 1), setup)
                : Trainer.start(config, Weights.read(folder, config), setup);
    }
}
