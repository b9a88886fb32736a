package dev.retort.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.retort.local.Home;
import dev.retort.loop.TrainingSettings;
import dev.retort.model.ModelConfig;
import dev.retort.training.Compute;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Method;
import dev.retort.training.Schedule;
import dev.retort.training.TooLong;
import picocli.CommandLine.Option;

/** How a model learns, as options of a command; what none of them says, the configuration does. */
final class TrainingOptions {
    @Option(names = "--epochs", paramLabel = "N", description = {
            "How often each example is seen; default of this and of all that follow: retort.training.*, else by the model's size."})
    Optional<Integer> epochs = Optional.empty();

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Its peak.")
    Optional<Double> learningRate = Optional.empty();

    @Option(names = "--schedule", paramLabel = "SCHEDULE", description = "How it falls: cosine, linear, constant.")
    Optional<Schedule> schedule = Optional.empty();

    @Option(names = "--warmup-ratio", paramLabel = "SHARE", description = "Share of the steps in which it rises; else 0.1.")
    Optional<Double> warmupRatio = Optional.empty();

    @Option(names = "--rows", paramLabel = "N", description = "Examples of a batch; else 8.")
    Optional<Integer> rows = Optional.empty();

    @Option(names = "--accumulation", paramLabel = "N", description = "Batches of an optimizer step; else 1.")
    Optional<Integer> accumulation = Optional.empty();

    @Option(names = "--method", paramLabel = "METHOD", description = "sft, dpo, kto, or auto: every reply, and the pairs among them; else sft.")
    Optional<Method> method = Optional.empty();

    @Option(names = "--beta", paramLabel = "N", description = "How dear it is for dpo, kto and auto to leave the base; else 0.1.")
    Optional<Double> beta = Optional.empty();

    @Option(names = "--lora-rank", paramLabel = "N", description = "An adapter of this rank learns instead of all weights; 0: all weights.")
    Optional<Integer> loraRank = Optional.empty();

    @Option(names = "--lora-alpha", paramLabel = "N", description = "How much the adapter counts; else twice its rank.")
    Optional<Double> loraAlpha = Optional.empty();

    @Option(names = "--lora-targets", paramLabel = "NAMES", split = ",", description = "Its matrices; else c_attn,c_proj,c_fc.")
    List<String> loraTargets = List.of();

    @Option(names = "--weight-decay", paramLabel = "N", description = "AdamW's, of matrices and embeddings; else 0.01.")
    Optional<Double> weightDecay = Optional.empty();

    @Option(names = "--max-grad-norm", paramLabel = "N", description = "Greater gradients are scaled down to this norm; else 1.")
    Optional<Double> maxGradNorm = Optional.empty();

    @Option(names = "--dropout", paramLabel = "SHARE", description = "Share of activations left out in a step; else 0.")
    Optional<Double> dropout = Optional.empty();

    @Option(names = "--word-dropout", paramLabel = "SHARE", description = "Share of a question's words left out in every other epoch; else by the model's size.")
    Optional<Double> wordDropout = Optional.empty();

    @Option(names = "--interpolation", paramLabel = "SHARE", description = "How far to go from the start weights to the trained ones, above 0 to 1; else 1.")
    Optional<Double> interpolation = Optional.empty();

    @Option(names = "--label-smoothing", paramLabel = "SHARE", description = "Share of a label spread over the vocabulary; else 0.")
    Optional<Double> labelSmoothing = Optional.empty();

    @Option(names = "--patience", paramLabel = "N", description = "Stop after so many validation losses without a new best; else never.")
    Optional<Integer> patience = Optional.empty();

    @Option(names = "--precision", paramLabel = "PRECISION", description = "fp32, bf16, or auto; else fp32.")
    Optional<Compute.Matrices> precision = Optional.empty();

    @Option(names = "--recompute", description = "Compute layers again instead of keeping them: less memory, more time.")
    boolean recompute;

    @Option(names = "--too-long", paramLabel = "WHAT", description = "Of an example over the context: drop or refuse; else drop.")
    Optional<TooLong> tooLong = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Order of the examples; else 1.")
    Optional<Long> seed = Optional.empty();

    /**
     * The configuration, and what the options change of it. A learning rate from the configuration belongs to its method and to whether an adapter
     * learns: where an option changes that, it does not count.
     */
    TrainingSettings settings(Home home) throws BadInputException {
        TrainingSettings configured = TrainingConfiguration.of(home, Map.of());
        Map<String, String> given = given();
        TrainingSettings settings = TrainingConfiguration.of(home, given);
        if (learningRate.isPresent() || alike(configured, settings)) {
            return settings;
        }
        given.put("retort.training.learning-rate", ""); // as if it were not set
        return TrainingConfiguration.of(home, given);
    }

    static Hyperparameters hyperparameters(TrainingSettings settings, ModelConfig config) throws BadInputException {
        try {
            return settings.hyperparameters(config);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Retort.oneLine(e));
        }
    }

    /** @param option what the command was told; else the configuration counts, else there is a thread for each processor */
    static int threads(Optional<Integer> option, TrainingSettings settings) {
        return option.orElseGet(() -> settings.threads().orElse(Runtime.getRuntime().availableProcessors()));
    }

    private static boolean alike(TrainingSettings one, TrainingSettings other) {
        return one.method() == other.method() && (one.loraRank().orElse(0) == 0) == (other.loraRank().orElse(0) == 0);
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "epochs", epochs);
        put(given, "learning-rate", learningRate);
        put(given, "schedule", schedule);
        put(given, "warmup-ratio", warmupRatio);
        put(given, "rows", rows);
        put(given, "accumulation", accumulation);
        put(given, "method", method);
        put(given, "beta", beta);
        put(given, "lora-rank", loraRank);
        put(given, "lora-alpha", loraAlpha);
        put(given, "lora-targets", loraTargets.isEmpty() ? Optional.empty() : Optional.of(String.join(",", loraTargets)));
        put(given, "weight-decay", weightDecay);
        put(given, "max-grad-norm", maxGradNorm);
        put(given, "dropout", dropout);
        put(given, "word-dropout", wordDropout);
        put(given, "interpolation", interpolation);
        put(given, "label-smoothing", labelSmoothing);
        put(given, "patience", patience);
        put(given, "precision", precision);
        put(given, "recompute", recompute ? Optional.of(true) : Optional.empty());
        put(given, "too-long", tooLong);
        put(given, "seed", seed);
        return given;
    }

    private static void put(Map<String, String> given, String name, Optional<?> value) {
        value.ifPresent(v -> given.put("retort.training." + name, v instanceof Enum<?> e ? word(e) : v.toString()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
