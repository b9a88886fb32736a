package dev.retort.loop;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import dev.retort.model.ModelConfig;
import dev.retort.training.Hyperparameters;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a run trains. What is not set is chosen by the model's size. */
@ConfigMapping(prefix = "retort.training")
public interface TrainingSettings {
    /** Peak learning rate. */
    OptionalDouble learningRate();

    /** How often each example is seen. */
    OptionalInt epochs();

    /** Examples of a batch. */
    OptionalInt rows();

    /** Batches of an optimizer step. */
    OptionalInt accumulation();

    /** Replayed examples for each new one, so that old knowledge stays. */
    OptionalDouble replayRatio();

    /** Whether corrections that name a group of people are learned with another group in its place as well. */
    @WithDefault("false")
    boolean counterfactualAugmentation();

    /** Order of the examples, choice of the replayed ones, and the gate's resampling. */
    @WithDefault("1")
    long seed();

    /** Where training computes, {@code cpu} or {@code cuda:0}; not set: where the model is served. */
    Optional<String> device();

    /** PyTorch's threads; not set: one fewer than processors. With one for each, every step would wait for the thread that a chat pushes aside. */
    OptionalInt threads();

    default Hyperparameters hyperparameters(ModelConfig model) {
        Hyperparameters defaults = Hyperparameters.defaultsFor(model);
        return defaults.withLearningRate(learningRate().orElse(defaults.learningRate())).withEpochs(epochs().orElse(defaults.epochs()))
                .withBatch(rows().orElse(defaults.rows()), accumulation().orElse(defaults.accumulation()))
                .withReplayRatio(replayRatio().orElse(defaults.replayRatio())).withSeed(seed());
    }
}
