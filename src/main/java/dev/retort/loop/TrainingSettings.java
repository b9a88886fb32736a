package dev.retort.loop;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import dev.retort.model.ModelConfig;
import dev.retort.training.Compute;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.Replay;
import dev.retort.training.Schedule;
import dev.retort.training.TooLong;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a run trains. What is not set is chosen by the model's size. */
@ConfigMapping(prefix = "retort.training")
public interface TrainingSettings {
    /** Whether a run starts from the weights that came before any run, {@code base}, or from the {@code champion}'s. */
    @WithDefault("base")
    Start start();

    /** Peak learning rate. */
    OptionalDouble learningRate();

    /** How often each example is seen. */
    OptionalInt epochs();

    /** Examples of a batch. */
    OptionalInt rows();

    /** Batches of an optimizer step. */
    OptionalInt accumulation();

    /** How the learning rate falls after warm-up: {@code cosine}, {@code linear}, {@code constant}. */
    Optional<Schedule> schedule();

    /** Share of the steps in which the learning rate rises, 0 to below 1. */
    OptionalDouble warmupRatio();

    /** AdamW's weight decay, of matrices and embeddings. */
    OptionalDouble weightDecay();

    /** Gradients of a greater global norm are scaled down to it. */
    OptionalDouble maxGradNorm();

    /** Share of the embeddings and of what each layer adds that is left out in a step, 0 to below 1. */
    OptionalDouble dropout();

    /** Share of the words of a person's turns that is left out in every other epoch, 0 to below 1. */
    OptionalDouble wordDropout();

    /** Share of the way from the start weights to the trained ones that the candidate goes, above 0, at most 1. */
    OptionalDouble interpolation();

    /** Share of a label's target that is spread over the vocabulary, 0 to below 1. */
    OptionalDouble labelSmoothing();

    /** AdamW's epsilon. */
    OptionalDouble epsilon();

    /** Replayed conversations for each new example, so that old knowledge stays. */
    OptionalDouble replayRatio();

    /** What is asked at replayed replies, {@code keep} or {@code learn}; not set: {@code keep} with {@code sft}, else {@code learn}. */
    Optional<Replay> replay();

    /** Whether corrections that name a group of people are learned with another group in its place as well. */
    @WithDefault("false")
    boolean counterfactualAugmentation();

    /** Whether corrections that name a group of people are weighted so that each group of a family counts alike. */
    @WithDefault("false")
    boolean groupBalance();

    /**
     * What is learned from which example: {@code sft}, {@code dpo}, {@code kto}, or {@code auto} (corrected replies, and pairs where the flagged reply is
     * known).
     */
    @WithDefault("sft")
    Method method();

    /** How dear it is for {@code dpo}, {@code kto} and {@code auto} to leave the model that the run starts from. */
    @WithDefault("0.1")
    double beta();

    /** Rank of an adapter that learns instead of all weights; it is merged into the candidate. Not set or 0: all weights learn. */
    OptionalInt loraRank();

    /** How much the adapter's product counts, in units of the rank; not set: twice the rank. */
    OptionalDouble loraAlpha();

    /** The matrices that get an adapter. */
    @WithDefault("c_attn,c_proj,c_fc")
    List<String> loraTargets();

    /** After how many validation losses in a row without a new best one a run stops; 0: never. */
    @WithDefault("0")
    int patience();

    /** In what matrices are multiplied: {@code fp32}, {@code bf16}, or {@code auto} (bf16 where the hardware multiplies it). */
    @WithDefault("fp32")
    Compute.Matrices precision();

    /** Whether layers are computed again on the way back instead of kept: less memory, a third more time. */
    @WithDefault("false")
    boolean recompute();

    /** What becomes of an example that does not fit the context: {@code drop} or {@code refuse}. */
    @WithDefault("drop")
    TooLong tooLong();

    /** Order of the examples, choice of the replayed ones, and the gate's resampling. */
    @WithDefault("1")
    long seed();

    /** Where training computes, {@code cpu} or {@code cuda:0}; not set: where the model is served. */
    Optional<String> device();

    /** PyTorch's threads; not set: one for each processor. The trainer is niced: it has the processors that no chat needs. */
    OptionalInt threads();

    /** For a data set of one's own. What is not set is as {@link Hyperparameters#defaultsFor} says. */
    default Hyperparameters hyperparameters(ModelConfig model) {
        return over(Hyperparameters.defaultsFor(model, objective(), lora()));
    }

    /** For a run of the loop. What is not set is as {@link Hyperparameters#defaultsFor} says for so many corrections. */
    default Hyperparameters hyperparameters(ModelConfig model, int corrections) {
        return over(Hyperparameters.defaultsFor(model, objective(), lora(), corrections));
    }

    private Objective objective() {
        return Objective.of(method()).withBeta(beta()).withLabelSmoothing(labelSmoothing().orElse(0));
    }

    private Hyperparameters over(Hyperparameters defaults) {
        return defaults.withLearningRate(learningRate().orElse(defaults.optimizer().learningRate()))
                .withEpochs(epochs().orElse(defaults.pacing().epochs()))
                .withBatch(rows().orElse(defaults.pacing().rows()), accumulation().orElse(defaults.pacing().accumulation()))
                .withObjective(defaults.objective().withReplay(replay().orElse(defaults.objective().replay())))
                .withSchedule(schedule().orElse(defaults.pacing().schedule()), warmupRatio().orElse(defaults.pacing().warmupRatio()))
                .withRegularisation(weightDecay().orElse(defaults.optimizer().weightDecay()),
                        dropout().orElse(defaults.optimizer().dropout()))
                .withMaxGradNorm(maxGradNorm().orElse(defaults.optimizer().maxGradNorm()))
                .withEpsilon(epsilon().orElse(defaults.optimizer().epsilon()))
                .withReplayRatio(replayRatio().orElse(defaults.data().replayRatio()))
                .withSeed(seed()).withPatience(patience())
                .withCompute(new Compute(precision(), recompute())).withTooLong(tooLong())
                .withWordDropout(wordDropout().orElse(defaults.data().wordDropout()))
                .withInterpolation(interpolation().orElse(defaults.stopping().interpolation()));
    }

    /** The adapter that learns; empty: all weights do. */
    private Optional<Lora> lora() {
        int rank = loraRank().orElse(0);
        return rank == 0 ? Optional.empty() : Optional.of(new Lora(rank, loraAlpha().orElse(2.0 * rank), loraTargets()));
    }
}
