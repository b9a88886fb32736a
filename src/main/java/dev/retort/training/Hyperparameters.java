package dev.retort.training;

import java.util.Optional;
import java.util.function.Consumer;

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
 * @param replayRatio replayed conversations for each new example, drawn anew in each epoch, so that old knowledge stays
 * @param evaluationsPerEpoch how often the validation loss is measured
 * @param seed order of the examples, choice of the replayed ones, start of an adapter
 * @param objective what is learned from which example
 * @param lora the adapter that learns; without one, all weights do
 * @param patience after how many validation losses in a row without a new best one a run stops, 0 for never
 * @param compute how a step is computed
 * @param epsilon AdamW's: weights whose gradients stay far below it hardly move
 * @param tooLong what becomes of examples that don't fit the context
 * @param wordDropout share of the words of a person's turns that is left out in every other epoch, and of half of what is kept, 0 for none
 * @param interpolation share of the way from the start weights to the trained ones at which the written weights are, above 0, at most 1: less
 *        forgets less (Wortsman et al. 2022, WiSE-FT); 1 with an adapter
 */
public record Hyperparameters(double learningRate, int epochs, int rows, int accumulation, double warmupRatio, Schedule schedule,
        double weightDecay, double maxGradNorm, double dropout, double replayRatio, int evaluationsPerEpoch, long seed, Objective objective,
        Optional<Lora> lora, int patience, Compute compute, double epsilon, TooLong tooLong, double wordDropout,
        double interpolation) {
    private static final long SMALL_MODEL = 20_000_000; // weights
    /** What it replays a small model knows by heart: with the usual 1e-8 these gradients, near nothing, would be blown up to whole steps. */
    private static final double SMALL_MODELS_EPSILON = 1e-4;
    /** A few dozen corrections are else known by their wording (docs/decisions/0011-questions-with-words-left-out.md). */
    private static final double SMALL_MODELS_WORD_DROPOUT = 0.15;
    /** Corrections from which on what is forgotten costs more than what a few more epochs teach (docs/decisions/0014-more-corrections-fewer-epochs.md). */
    private static final int MANY_CORRECTIONS = 50;

    public Hyperparameters {
        require(learningRate > 0 && learningRate <= 1, "learningRate", learningRate, "above 0, at most 1");
        require(epochs >= 1 && epochs <= 10_000, "epochs", epochs, "1 to 10000");
        require(rows >= 1 && rows <= 10_000, "rows", rows, "1 to 10000");
        require(accumulation >= 1 && accumulation <= 10_000, "accumulation", accumulation, "1 to 10000");
        require(warmupRatio >= 0 && warmupRatio < 1, "warmupRatio", warmupRatio, "0 to below 1");
        require(replayRatio >= 0 && replayRatio <= 1000, "replayRatio", replayRatio, "0 to 1000");
        require(evaluationsPerEpoch >= 1, "evaluationsPerEpoch", evaluationsPerEpoch, "1 or more");
        require(wordDropout >= 0 && wordDropout < 1, "wordDropout", wordDropout, "0 to below 1");
        require(patience >= 0, "patience", patience, "0 or more");
        require(interpolation > 0 && interpolation <= 1, "interpolation", interpolation, "above 0, at most 1");
        require(interpolation == 1 || lora.isEmpty(), "interpolation", interpolation, "1 where an adapter learns");
        optimizer(epsilon, weightDecay, maxGradNorm, dropout); // checks these four
    }

    /** Cross entropy of all weights in float32, to the end; examples that are too long are left out. */
    public Hyperparameters(double learningRate, int epochs, int rows, int accumulation, double warmupRatio, Schedule schedule,
            double weightDecay, double maxGradNorm, double dropout, double replayRatio, int evaluationsPerEpoch, long seed) {
        this(learningRate, epochs, rows, accumulation, warmupRatio, schedule, weightDecay, maxGradNorm, dropout, replayRatio,
                evaluationsPerEpoch, seed, Objective.sft(), Optional.empty(), 0, Compute.exact(), 1e-8, TooLong.DROP, 0, 1);
    }

    /** What suits a model of the given size: a small one learns at a higher rate. */
    public static Hyperparameters defaultsFor(ModelConfig config) {
        return defaultsFor(config, Objective.sft(), Optional.empty());
    }

    /**
     * What suits a model, an objective and an adapter: an adapter learns at a ten times higher rate, preferences alone at a tenth of it.
     * A small model sees flags three times only: after ten it gives one reply to everything (docs/training.md has the figures).
     */
    public static Hyperparameters defaultsFor(ModelConfig config, Objective objective, Optional<Lora> lora) {
        long weights = weights(config);
        double rate = weights <= SMALL_MODEL ? 4e-4 : 5e-5;
        int epochs = weights > SMALL_MODEL ? 4 : objective.method() == Method.KTO ? 3 : 10;
        double faster = lora.isPresent() ? 10 : 1;
        double slower = objective.method() == Method.DPO || objective.method() == Method.KTO ? 10 : 1;
        return new Hyperparameters(rate * faster / slower, epochs, 8, 1, 0.1, Schedule.COSINE, 0.01, 1, 0, 4, 1, 1).with(draft -> {
            draft.objective = objective.method() == Method.SFT ? objective.withReplay(Replay.KEEP) : objective;
            draft.lora = lora;
            if (weights <= SMALL_MODEL && objective.method() == Method.SFT) {
                draft.epsilon = SMALL_MODELS_EPSILON;
                draft.wordDropout = lora.isEmpty() ? SMALL_MODELS_WORD_DROPOUT : 0;
            }
        });
    }

    /**
     * What suits a run of the loop on so many corrections: as above, but a small model that learns {@value #MANY_CORRECTIONS} of them or more
     * sees each less often, replays more, and keeps less of what has changed.
     */
    public static Hyperparameters defaultsFor(ModelConfig config, Objective objective, Optional<Lora> lora, int corrections) {
        Hyperparameters defaults = defaultsFor(config, objective, lora);
        if (weights(config) > SMALL_MODEL || objective.method() != Method.SFT || lora.isPresent()) {
            return defaults;
        }
        return corrections < MANY_CORRECTIONS
                ? defaults.withEpochs(9)
                : defaults.withEpochs(7).withReplayRatio(8).withInterpolation(0.93);
    }

    private static long weights(ModelConfig config) {
        return (long) config.vocabularySize() * config.width() + 12L * config.layers() * config.width() * config.width();
    }

    public Hyperparameters withLearningRate(double value) {
        return with(draft -> draft.learningRate = value);
    }

    public Hyperparameters withEpochs(int value) {
        return with(draft -> draft.epochs = value);
    }

    /** @param batches of an optimizer step */
    public Hyperparameters withBatch(int value, int batches) {
        return with(draft -> {
            draft.rows = value;
            draft.accumulation = batches;
        });
    }

    public Hyperparameters withSchedule(Schedule value, double warmup) {
        return with(draft -> {
            draft.schedule = value;
            draft.warmupRatio = warmup;
        });
    }

    public Hyperparameters withRegularisation(double decay, double dropoutShare) {
        return with(draft -> {
            draft.weightDecay = decay;
            draft.dropout = dropoutShare;
        });
    }

    public Hyperparameters withMaxGradNorm(double value) {
        return with(draft -> draft.maxGradNorm = value);
    }

    public Hyperparameters withEpsilon(double value) {
        return with(draft -> draft.epsilon = value);
    }

    public Hyperparameters withReplayRatio(double value) {
        return with(draft -> draft.replayRatio = value);
    }

    public Hyperparameters withEvaluationsPerEpoch(int value) {
        return with(draft -> draft.evaluationsPerEpoch = value);
    }

    public Hyperparameters withSeed(long value) {
        return with(draft -> draft.seed = value);
    }

    public Hyperparameters withObjective(Objective value) {
        return with(draft -> draft.objective = value);
    }

    public Hyperparameters withLora(Optional<Lora> value) {
        return with(draft -> draft.lora = value);
    }

    public Hyperparameters withPatience(int value) {
        return with(draft -> draft.patience = value);
    }

    public Hyperparameters withCompute(Compute value) {
        return with(draft -> draft.compute = value);
    }

    public Hyperparameters withTooLong(TooLong value) {
        return with(draft -> draft.tooLong = value);
    }

    public Hyperparameters withWordDropout(double value) {
        return with(draft -> draft.wordDropout = value);
    }

    public Hyperparameters withInterpolation(double value) {
        return with(draft -> draft.interpolation = value);
    }

    private Hyperparameters with(Consumer<HyperparametersDraft> change) {
        HyperparametersDraft draft = new HyperparametersDraft(this);
        change.accept(draft);
        return draft.finished();
    }

    AdamW optimizer() {
        return optimizer(epsilon, weightDecay, maxGradNorm, dropout);
    }

    private static AdamW optimizer(double epsilon, double weightDecay, double maxGradNorm, double dropout) {
        return new AdamW(0.9, 0.999, epsilon, weightDecay, maxGradNorm, dropout);
    }

    private static void require(boolean holds, String name, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
