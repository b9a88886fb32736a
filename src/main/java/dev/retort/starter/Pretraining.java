package dev.retort.starter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;
import dev.retort.training.AdamW;
import dev.retort.training.Batch;
import dev.retort.training.Trainer;

/**
 * Trains a GPT-2 from random weights on whole conversations: every token is learned, the customers' too.
 *
 * @param epochs how often each conversation is seen
 * @param learningRate the highest; it rises over the first 3 % of the steps and falls along a cosine to a tenth
 * @param batchTokens tokens of a step, about
 */
record Pretraining(int epochs, double learningRate, int batchTokens, double weightDecay, double dropout, long seed) {
    private static final double WARM_UP = 0.03;

    /** Weights after an epoch. */
    record Candidate(int epoch, Weights weights) {}

    /**
     * @param last the weights at the end: the longer it learns, the better it answers what it is asked, though it grows too sure of itself
     * @param validationLoss after each epoch, weighted mean of -log p on the validation scenarios
     */
    record Result(Candidate last, List<Double> validationLoss, long tokens, Duration time) {}

    static Pretraining defaults() {
        return new Pretraining(4, 1.5e-3, 1024, 0.1, 0.1, 1);
    }

    Pretraining withEpochs(int others) {
        return new Pretraining(others, learningRate, batchTokens, weightDecay, dropout, seed);
    }

    Result run(ModelConfig config, List<Labelled> train, List<Labelled> validation, Device device, Consumer<String> progress) {
        long start = System.nanoTime();
        Random random = new Random(seed);
        List<Batch> check = Packing.batches(validation, 4 * batchTokens);
        try (Trainer trainer = Trainer.start(config, Weights.random(config, seed), new AdamW(0.9, 0.95, 1e-8, weightDecay, 1, dropout),
                device)) {
            List<Double> losses = new ArrayList<>();
            long tokens = 0;
            int perEpoch = Packing.epoch(train, config.contextLength(), batchTokens, new Random(seed)).size();
            for (int epoch = 1; epoch <= epochs; epoch++) {
                double sum = 0;
                List<Batch> batches = Packing.epoch(train, config.contextLength(), batchTokens, random);
                for (int i = 0; i < batches.size(); i++) {
                    sum += trainer
                            .step(List.of(batches.get(i)), rate((epoch - 1.0 + (double) i / batches.size()) / epochs, perEpoch * epochs))
                            .loss();
                    tokens += batches.get(i).tokens();
                    if ((i + 1) % 20 == 0 || i + 1 == batches.size()) {
                        double seconds = (System.nanoTime() - start) / 1e9;
                        double done = (epoch - 1.0 + (i + 1.0) / batches.size()) / epochs;
                        progress.accept(String.format(Locale.ROOT, "epoch %d/%d, step %d/%d: loss %.3f, %.0f tokens/s, %.0f min left",
                                epoch, epochs,
                                i + 1, batches.size(), sum / (i + 1), tokens / seconds, seconds / done * (1 - done) / 60));
                    }
                }
                losses.add(trainer.evaluate(check));
                progress.accept(String.format(Locale.ROOT, "epoch %d/%d: validation perplexity %.2f", epoch, epochs,
                        Math.exp(losses.get(epoch - 1))));
            }
            return new Result(new Candidate(epochs, trainer.weights()), losses, tokens, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private double rate(double done, int steps) {
        double warm = Math.max(WARM_UP, 1.0 / steps);
        if (done < warm) {
            return learningRate * (done + 1.0 / steps) / (warm + 1.0 / steps);
        }
        return learningRate * (0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * (done - warm) / (1 - warm))));
    }
}
