package dev.retort.loop;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import dev.retort.model.ModelConfig;
import dev.retort.trainer.Mitigation;
import dev.retort.training.ChosenHyperparameters;
import dev.retort.training.Hyperparameters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithKeys;
import io.smallrye.config.WithParentName;

/** Settings of a run's training. Hyperparameters that are not set are chosen by the model's size. */
@ConfigMapping(prefix = "retort.training")
public interface TrainingSettings {
    /** Whether a run starts from the weights that came before any run, {@code base}, or from the {@code champion}'s. */
    @WithDefault("base")
    Start start();

    /** Whether corrections that name a group of people are learned with another group in its place as well. */
    @WithDefault("false")
    boolean counterfactualAugmentation();

    /** Whether corrections that name a group of people are weighted so that each group of a family counts alike. */
    @WithDefault("false")
    boolean groupBalance();

    /** Whether old questions are learned, too, to which a correction is the right reply. Only with method {@code sft} and an encoder of meanings. */
    @WithDefault("true")
    boolean distil();

    /** The sentence encoder by which a run tells what means the same, as {@code retort.memory.encoder} names it. Default: that one. */
    @WithDefault("${retort.memory.encoder:}")
    Optional<String> encoder();

    /** File of vectors that is read, so that known questions need not be encoded anew. Default: that of the memory. */
    @WithDefault("${retort.memory.vectors:}")
    Optional<String> vectors();

    /** Device on which training computes, {@code cpu} or {@code cuda:0}. Not set: the one on which the model is served. */
    Optional<String> device();

    /** PyTorch's threads; not set: one for each processor. The trainer is niced: it has the processors that no chat needs. */
    OptionalInt threads();

    /** The hyperparameters by key, as they are written; empty: not set. {@link dev.retort.training.HyperparameterTable} says what each means. */
    @WithParentName
    @WithKeys(HyperparameterTexts.Keys.class)
    @WithDefault("")
    Map<String, @WithConverter(HyperparameterTexts.AsWritten.class) String> hyperparameters();

    /**
     * The hyperparameters that are set.
     *
     * @throws IllegalArgumentException if a text is no value of its hyperparameter
     */
    static ChosenHyperparameters chosen(TrainingSettings settings) {
        return HyperparameterTexts.read(settings.hyperparameters());
    }

    /** For a data set of one's own. What is not set is as {@link Hyperparameters#defaultsFor} says. */
    default Hyperparameters hyperparameters(ModelConfig model) {
        return chosen(this).on(model);
    }

    /** For a run of the loop. What is not set is as {@link Hyperparameters#defaultsFor} says for so many corrections. */
    default Hyperparameters hyperparameters(ModelConfig model, int corrections) {
        return chosen(this).on(model, corrections);
    }

    /** The measures against bias in the new examples. */
    static Mitigation mitigation(TrainingSettings settings) {
        return new Mitigation(settings.counterfactualAugmentation(), settings.groupBalance());
    }
}
