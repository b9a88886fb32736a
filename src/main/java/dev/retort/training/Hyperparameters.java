package dev.retort.training;

import dev.retort.model.ModelConfig;

/**
 * What a fine-tuning run can be told. Two runs that differ in anything here are two runs; a checkpoint of one is refused by the other.
 *
 * @param learningRate its peak
 * @param epochs how often each example is seen
 * @param rows examples of a batch
 * @param accumulation batches of an optimizer step; their gradients are summed
 * @param warmupRatio share of the steps in which the learning rate rises, 0 to 1
 * @param schedule how it falls afterwards
 * @param weightDecay AdamW's, of matrices and embeddings
 * @param maxGradNorm greater gradients are scaled down to this global norm
 * @param dropout share of the embeddings and of what each layer adds that is left out in a step, 0 for none; attention itself has none
 * @param replayRatio replayed examples for each new one, drawn anew in each epoch, so that old knowledge stays
 * @param evaluationsPerEpoch how often the validation loss is measured
 * @param seed order of the examples and choice of the replayed ones
 */
public record Hyperparameters(double learningRate, int epochs, int rows, int accumulation, double warmupRatio, Schedule schedule,
        double weightDecay, double maxGradNorm, double dropout, double replayRatio, int evaluationsPerEpoch, long seed) {
    private static final long SMALL_MODEL = 20_000_000; // weights

    public Hyperparameters {
        require(learningRate > 0 && learningRate <= 1, "learningRate", learningRate, "above 0, at most 1");
        require(epochs >= 1 && epochs <= 10_000, "epochs", epochs, "1 to 10000");
        require(rows >= 1 && rows <= 10_000, "rows", rows, "1 to 10000");
        require(accumulation >= 1 && accumulation <= 10_000, "accumulation", accumulation, "1 to 10000");
        require(warmupRatio >= 0 && warmupRatio < 1, "warmupRatio", warmupRatio, "0 to below 1");
        require(replayRatio >= 0 && replayRatio <= 1000, "replayRatio", replayRatio, "0 to 1000");
        require(evaluationsPerEpoch >= 1, "evaluationsPerEpoch", evaluationsPerEpoch, "1 or more");
        optimizer(weightDecay, maxGradNorm, dropout); // checks these three
    }

    /** What suits a model of the given size: a small one learns at a higher rate. */
    public static Hyperparameters defaultsFor(ModelConfig config) {
        long weights = (long) config.vocabularySize() * config.width() + 12L * config.layers() * config.width() * config.width();
        double rate = weights <= SMALL_MODEL ? 4e-4 : 5e-5;
        int epochs = weights <= SMALL_MODEL ? 10 : 4;
        return new Hyperparameters(rate, epochs, 8, 1, 0.1, Schedule.COSINE, 0.01, 1, 0, 3, 1, 1);
    }

    public Hyperparameters withLearningRate(double value) {
        return new Hyperparameters(value, epochs, rows, accumulation, warmupRatio, schedule, weightDecay, maxGradNorm, dropout, replayRatio,
                evaluationsPerEpoch, seed);
    }

    public Hyperparameters withEpochs(int value) {
        return new Hyperparameters(learningRate, value, rows, accumulation, warmupRatio, schedule, weightDecay, maxGradNorm, dropout,
                replayRatio, evaluationsPerEpoch, seed);
    }

    /** @param batches of an optimizer step */
    public Hyperparameters withBatch(int value, int batches) {
        return new Hyperparameters(learningRate, epochs, value, batches, warmupRatio, schedule, weightDecay, maxGradNorm, dropout,
                replayRatio, evaluationsPerEpoch, seed);
    }

    public Hyperparameters withSchedule(Schedule value, double warmup) {
        return new Hyperparameters(learningRate, epochs, rows, accumulation, warmup, value, weightDecay, maxGradNorm, dropout, replayRatio,
                evaluationsPerEpoch, seed);
    }

    public Hyperparameters withRegularisation(double decay, double dropoutShare) {
        return new Hyperparameters(learningRate, epochs, rows, accumulation, warmupRatio, schedule, decay, maxGradNorm, dropoutShare,
                replayRatio, evaluationsPerEpoch, seed);
    }

    public Hyperparameters withReplayRatio(double value) {
        return new Hyperparameters(learningRate, epochs, rows, accumulation, warmupRatio, schedule, weightDecay, maxGradNorm, dropout,
                value,
                evaluationsPerEpoch, seed);
    }

    public Hyperparameters withEvaluationsPerEpoch(int value) {
        return new Hyperparameters(learningRate, epochs, rows, accumulation, warmupRatio, schedule, weightDecay, maxGradNorm, dropout,
                replayRatio, value, seed);
    }

    public Hyperparameters withSeed(long value) {
        return new Hyperparameters(learningRate, epochs, rows, accumulation, warmupRatio, schedule, weightDecay, maxGradNorm, dropout,
                replayRatio, evaluationsPerEpoch, value);
    }

    AdamW optimizer() {
        return optimizer(weightDecay, maxGradNorm, dropout);
    }

    private static AdamW optimizer(double weightDecay, double maxGradNorm, double dropout) {
        return new AdamW(0.9, 0.999, 1e-8, weightDecay, maxGradNorm, dropout);
    }

    private static void require(boolean holds, String name, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
