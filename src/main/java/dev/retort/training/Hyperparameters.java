package dev.retort.training;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.ModelConfig;

/**
 * Everything that a fine-tuning run can be told. Two runs that differ in anything here are two runs; a checkpoint of one is refused by the other.
 *
 * @param optimizer turns gradients into new weights
 * @param pacing cuts the run into steps
 * @param data chooses and changes rows
 * @param stopping ends the run and chooses its weights
 * @param objective what is learned from which example
 * @param lora the adapter that learns; without one, all weights do
 * @param compute how a step is computed
 */
public record Hyperparameters(Optimizer optimizer, Pacing pacing, DataUse data, Stopping stopping, Objective objective, Optional<Lora> lora,
        Compute compute) {
    private static final long SMALL_MODEL = 20_000_000; // weights
    /** Small models know by heart what is replayed. With the usual 1e-8 its gradients, near nothing, would be blown up to whole steps. */
    private static final double SMALL_MODELS_EPSILON = 1e-4;
    /** Otherwise a few dozen corrections are known by their wording (docs/decisions/0011-questions-with-words-left-out.md). */
    private static final double SMALL_MODELS_WORD_DROPOUT = 0.15;
    /** From so many corrections on, forgetting costs more than a few more epochs teach (docs/decisions/0014-more-corrections-fewer-epochs.md). */
    private static final int MANY_CORRECTIONS = 50;

    public Hyperparameters {
        Bounds.require(stopping.interpolation() == 1 || lora.isEmpty(), "interpolation", stopping.interpolation(),
                "1 where an adapter learns");
    }

    /** Cross entropy of all weights in float32, to the end; examples that are too long are left out; every other number as its group has it. */
    public static Hyperparameters usual() {
        return new Hyperparameters(Optimizer.usual(), Pacing.usual(), DataUse.usual(), Stopping.usual(), Objective.sft(), Optional.empty(),
                Compute.exact());
    }

    /** Suits a model of the given size: a small one learns at a higher rate. */
    public static Hyperparameters defaultsFor(ModelConfig config) {
        return defaultsFor(config, Objective.sft(), Optional.empty());
    }

    /**
     * Suits a model, an objective and an adapter: an adapter learns at a ten times higher rate, preferences alone at a tenth of it.
     * A small model sees flags three times only: after ten it gives one reply to everything (docs/training.md has the figures).
     */
    public static Hyperparameters defaultsFor(ModelConfig config, Objective objective, Optional<Lora> lora) {
        boolean small = isSmall(config);
        Method method = objective.method();
        double faster = lora.isPresent() ? 10 : 1;
        double slower = method == Method.DPO || method == Method.KTO ? 10 : 1;
        Hyperparameters defaults = usual().withLearningRate((small ? 4e-4 : 5e-5) * faster / slower)
                .withEpochs(!small ? 4 : method == Method.KTO ? 3 : 10)
                .withObjective(method == Method.SFT ? objective.withReplay(Replay.KEEP) : objective).withLora(lora);
        return small && method == Method.SFT
                ? defaults.withEpsilon(SMALL_MODELS_EPSILON).withWordDropout(lora.isEmpty() ? SMALL_MODELS_WORD_DROPOUT : 0)
                : defaults;
    }

    /**
     * Suits a run of the loop on so many corrections: as above, but a small model that learns {@value #MANY_CORRECTIONS} of them or more
     * sees each less often, replays more, and keeps less of what has changed.
     */
    public static Hyperparameters defaultsFor(ModelConfig config, Objective objective, Optional<Lora> lora, int corrections) {
        Hyperparameters defaults = defaultsFor(config, objective, lora);
        if (!isSmall(config) || objective.method() != Method.SFT || lora.isPresent()) {
            return defaults;
        }
        return corrections < MANY_CORRECTIONS
                ? defaults.withEpochs(9)
                : defaults.withEpochs(7).withReplayRatio(8).withInterpolation(0.93);
    }

    static boolean isSmall(ModelConfig config) {
        return weights(config) <= SMALL_MODEL;
    }

    private static long weights(ModelConfig config) {
        return (long) config.vocabularySize() * config.width() + 12L * config.layers() * config.width() * config.width();
    }

    public Hyperparameters withLearningRate(double value) {
        return with("optimizer", "learningRate", value);
    }

    public Hyperparameters withEpochs(int value) {
        return with("pacing", "epochs", value);
    }

    /** @param batches of an optimizer step */
    public Hyperparameters withBatch(int value, int batches) {
        return with("pacing", "rows", value).with("pacing", "accumulation", batches);
    }

    public Hyperparameters withSchedule(Schedule value, double warmup) {
        return with("pacing", "schedule", value).with("pacing", "warmupRatio", warmup);
    }

    public Hyperparameters withRegularisation(double decay, double dropoutShare) {
        return with("optimizer", "weightDecay", decay).with("optimizer", "dropout", dropoutShare);
    }

    public Hyperparameters withMaxGradNorm(double value) {
        return with("optimizer", "maxGradNorm", value);
    }

    public Hyperparameters withEpsilon(double value) {
        return with("optimizer", "epsilon", value);
    }

    public Hyperparameters withReplayRatio(double value) {
        return with("data", "replayRatio", value);
    }

    /** @param ratio beginnings of replayed replies for each new example */
    public Hyperparameters withDecisions(double ratio, double weight) {
        return with("data", "decisionRatio", ratio).with("data", "decisionWeight", weight);
    }

    public Hyperparameters withEvaluationsPerEpoch(int value) {
        return with("stopping", "evaluationsPerEpoch", value);
    }

    public Hyperparameters withSeed(long value) {
        return with("data", "seed", value);
    }

    public Hyperparameters withObjective(Objective value) {
        return with("objective", value);
    }

    public Hyperparameters withLora(Optional<Lora> value) {
        return with("lora", value);
    }

    public Hyperparameters withPatience(int value) {
        return with("stopping", "patience", value);
    }

    public Hyperparameters withCompute(Compute value) {
        return with("compute", value);
    }

    public Hyperparameters withTooLong(TooLong value) {
        return with("data", "tooLong", value);
    }

    public Hyperparameters withWordDropout(double value) {
        return with("data", "wordDropout", value);
    }

    public Hyperparameters withInterpolation(double value) {
        return with("stopping", "interpolation", value);
    }

    private Hyperparameters with(String part, Object value) {
        return (Hyperparameters) Components.with(this, part, value);
    }

    /** @throws IllegalArgumentException if the value is out of its bounds */
    Hyperparameters with(String part, String name, Object value) {
        return with(part, Components.with((Record) Components.get(this, part), name, value));
    }

    @JsonValue
    Map<String, Object> fields() {
        return HyperparameterFields.of(this);
    }

    @JsonCreator
    static Hyperparameters read(ObjectNode fields) {
        return HyperparameterFields.read(fields);
    }

    @Override
    public String toString() {
        return HyperparameterFields.text(this);
    }
}
