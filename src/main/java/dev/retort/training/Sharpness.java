package dev.retort.training;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Labelled;
import dev.retort.model.Tensor;

/**
 * The factor on a model's logits with which what it replays is most probable. A model that was calibrated after its training, as the starter was, gives
 * less than that: fine-tuning would first of all sharpen it again, with large steps into what it knew. So logits are multiplied while it learns, and
 * divided again in what is written.
 */
final class Sharpness {
    /** A scale of the last layer norm is one of all logits. */
    private static final List<String> SCALED = List.of("transformer.ln_f.weight", "transformer.ln_f.bias");
    private static final double STEP = 0.1;
    private static final int STEPS = 21;
    private static final long MOST_LOGITS = 20_000_000;

    private Sharpness() {}

    /** 1 to 3; 1 where nothing is replayed. */
    static double of(Path modelFolder, Device device, List<Labelled> replayed) throws IOException {
        if (replayed.isEmpty()) {
            return 1;
        }
        double[] sums = new double[STEPS];
        try (Gpt2 model = Gpt2.load(modelFolder, device, Kernel.FP32)) {
            long left = MOST_LOGITS / model.config().vocabularySize();
            for (int i = 0; i < replayed.size() && left > 0; i++) {
                left -= replayed.get(i).labelled();
                add(model.logits(replayed.get(i).ids()), replayed.get(i), sums);
            }
        }
        int best = 0;
        for (int i = 1; i < STEPS; i++) {
            best = sums[i] > sums[best] ? i : best;
        }
        return 1 + best * STEP;
    }

    private static void add(float[][] logits, Labelled row, double[] sums) {
        for (int t = 0; t + 1 < row.ids().length; t++) {
            if (row.labels()[t + 1]) {
                for (int i = 0; i < STEPS; i++) {
                    sums[i] += logProbability(logits[t], row.ids()[t + 1], 1 + i * STEP);
                }
            }
        }
    }

    private static double logProbability(float[] logits, int token, double factor) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(factor * (logit - highest));
        }
        return factor * (logits[token] - highest) - Math.log(sum);
    }

    /** The same weights for logits that are so many times as large. */
    static Map<String, Tensor> times(double factor, Map<String, Tensor> weights) {
        if (factor == 1) {
            return weights;
        }
        Map<String, Tensor> scaled = new LinkedHashMap<>(weights);
        for (String name : SCALED) {
            scaled.computeIfPresent(name, (same, tensor) -> times(factor, tensor));
        }
        return scaled;
    }

    private static Tensor times(double factor, Tensor tensor) {
        Tensor scaled = Tensor.of(tensor.shape());
        FloatBuffer from = tensor.floats();
        FloatBuffer to = scaled.floats();
        for (int i = 0; i < from.limit(); i++) {
            to.put(i, (float) (from.get(i) * factor));
        }
        return scaled;
    }
}
