package dev.retort.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.evaluation.GreedyReplies;
import dev.retort.memory.Agreement;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Turn;
import dev.retort.model.Weights;

/**
 * The share of the way from the start weights to the trained ones that a candidate goes: the greatest at which its replies to known questions, which were held out
 * of training, say what the start weights say. A little less is learned, less is forgotten (Wortsman et al. 2022). Where a little is not enough, the whole
 * way is gone: a smaller step costs more of what was learned than it saves, and the gate judges.
 *
 * @param share of the way
 * @param asked known questions
 * @param kept those of them to which the reply says the same there
 */
record Dose(double share, int asked, int kept) {
    private static final double MOST = 1;
    private static final List<Double> LESS = List.of(0.95, 0.9, 0.85);
    private static final double LEAST_KEPT = 0.99;
    /** The share of kept ones below which no step of {@link #LESS} keeps enough. */
    private static final double NEARLY_ENOUGH = 0.95;
    private static final int REPLY_TOKENS = 64;

    static Dose whole() {
        return new Dose(MOST, 0, 0);
    }

    /**
     * Measures, and writes the weights at that share over those of the candidate where it is not the whole way.
     *
     * @param known questions; none: the whole way is gone
     */
    static Dose of(Path start, Path candidate, Device device, List<List<Turn>> known, Agreement agreement) throws IOException {
        if (known.isEmpty()) {
            return whole();
        }
        List<String> before = replies(start, device, known);
        Dose whole = measured(MOST, candidate, device, known, before, agreement);
        if (whole.keeps(LEAST_KEPT) || !whole.keeps(NEARLY_ENOUGH)) {
            return whole;
        }
        ModelConfig config = ModelConfig.read(start);
        Weights from = Weights.read(start, config);
        Weights trained = Weights.read(candidate, config);
        for (double share : LESS) {
            from.towards(trained, config, share).write(candidate, Precision.F32);
            Dose less = measured(share, candidate, device, known, before, agreement);
            if (less.keeps(LEAST_KEPT)) {
                return less;
            }
        }
        trained.write(candidate, Precision.F32);
        return whole;
    }

    /** A line for people; none where nothing was measured. */
    Optional<String> note() {
        return asked == 0
                ? Optional.empty()
                : Optional.of(
                        "%.0f %% of the way from the start weights: there %d of %d known questions that were held out get the reply that they had"
                                .formatted(100 * share, kept, asked));
    }

    private boolean keeps(double least) {
        return kept >= least * asked;
    }

    private static Dose measured(double share, Path candidate, Device device, List<List<Turn>> known, List<String> before,
            Agreement agreement)
            throws IOException {
        List<String> now = replies(candidate, device, known);
        int kept = (int) IntStream.range(0, known.size()).filter(i -> agreement.between(now.get(i), before.get(i))).count();
        return new Dose(share, known.size(), kept);
    }

    private static List<String> replies(Path folder, Device device, List<List<Turn>> known) throws IOException {
        try (Gpt2 model = Gpt2.load(folder, device, Kernel.FP32)) {
            return GreedyReplies.texts(model, known, REPLY_TOKENS);
        }
    }
}
