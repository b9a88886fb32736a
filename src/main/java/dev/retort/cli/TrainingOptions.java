package dev.retort.cli;

import java.util.List;
import java.util.Optional;

import dev.retort.model.ModelConfig;
import dev.retort.training.Compute;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.TooLong;
import picocli.CommandLine.Option;

/** How a model learns, as options of a command. */
final class TrainingOptions {
    @Option(names = "--epochs", paramLabel = "N", description = "How often each example is seen; default: by the model's size.")
    Optional<Integer> epochs = Optional.empty();

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Its peak; default: by the model's size.")
    Optional<Double> learningRate = Optional.empty();

    @Option(names = "--rows", paramLabel = "N", description = "Examples of a batch; default: 8.")
    Optional<Integer> rows = Optional.empty();

    @Option(names = "--accumulation", paramLabel = "N", description = "Batches of an optimizer step; default: 1.")
    Optional<Integer> accumulation = Optional.empty();

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "sft", description = {
            "sft, dpo, kto, or auto: every reply, and the pairs among them (default: ${DEFAULT-VALUE})."})
    Method method = Method.SFT;

    @Option(names = "--beta", paramLabel = "N", description = "How dear it is for dpo, kto and auto to leave the base; default: 0.1.")
    Optional<Double> beta = Optional.empty();

    @Option(names = "--lora-rank", paramLabel = "N", description = "An adapter of this rank learns instead of all weights.")
    Optional<Integer> loraRank = Optional.empty();

    @Option(names = "--lora-alpha", paramLabel = "N", description = "How much the adapter counts; default: twice its rank.")
    Optional<Double> loraAlpha = Optional.empty();

    @Option(names = "--lora-targets", paramLabel = "NAMES", split = ",", description = "Its matrices; default: c_attn,c_proj,c_fc.")
    List<String> loraTargets = List.of("c_attn", "c_proj", "c_fc");

    @Option(names = "--patience", paramLabel = "N", description = "Stop after so many validation losses without a new best; default: never.")
    Optional<Integer> patience = Optional.empty();

    @Option(names = "--precision", paramLabel = "PRECISION", defaultValue = "fp32", description = "fp32, bf16, or auto (default: ${DEFAULT-VALUE}).")
    Compute.Matrices precision = Compute.Matrices.FP32;

    @Option(names = "--recompute", description = "Compute layers again instead of keeping them: less memory, more time.")
    boolean recompute;

    @Option(names = "--too-long", paramLabel = "WHAT", defaultValue = "drop", description = "Of an example over the context: drop or refuse (default: ${DEFAULT-VALUE}).")
    TooLong tooLong = TooLong.DROP;

    @Option(names = "--seed", paramLabel = "N", description = "Order of the examples; default: 1.")
    Optional<Long> seed = Optional.empty();

    Hyperparameters hyperparameters(ModelConfig config) throws BadInputException {
        try {
            Hyperparameters defaults = Hyperparameters.defaultsFor(config, objective(), lora());
            return defaults.withEpochs(epochs.orElse(defaults.epochs())).withLearningRate(learningRate.orElse(defaults.learningRate()))
                    .withBatch(rows.orElse(defaults.rows()), accumulation.orElse(defaults.accumulation()))
                    .withSeed(seed.orElse(defaults.seed())).withPatience(patience.orElse(defaults.patience()))
                    .withCompute(new Compute(precision, recompute)).withTooLong(tooLong);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    private Objective objective() {
        Objective objective = Objective.of(method);
        return beta.map(objective::withBeta).orElse(objective);
    }

    private Optional<Lora> lora() {
        return loraRank.map(rank -> new Lora(rank, loraAlpha.orElse(2.0 * rank), loraTargets));
    }
}
