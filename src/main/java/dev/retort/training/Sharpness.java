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
 * How sure a model is of what it replays: the mean log-probability of its labelled tokens as a function of a factor on all logits, which is one over
 * the temperature. A model that was calibrated after its training, as the starter was, is less sure than its replies allow: fine-tuning would first
 * of all sharpen it again, with large steps into what it knew. So logits are multiplied while it learns, and divided again in what is written, so far
 * that it is as sure as it was.
 */
final class Sharpness {
    /** A scale of the last layer norm is one of all logits. */
    private static final List<String> SCALED = List.of("transformer.ln_f.weight", "transformer.ln_f.bias");
    private static final int PER_UNIT = 10; // factors are measured a tenth apart
    private static final int HIGHEST = 3 * PER_UNIT;
    private static final double MOST_CHANGE = 1.25;
    private static final long MOST_LOGITS = 4_000_000;

    private final double[] means = new double[HIGHEST + 1];

    private Sharpness() {}

    /** @param rows as many as a second allows are measured */
    static Sharpness of(Path modelFolder, Device device, List<Labelled> rows) throws IOException {
        Sharpness sharpness = new Sharpness();
        int tokens = 0;
        try (Gpt2 model = Gpt2.load(modelFolder, device, Kernel.FP32)) {
            long most = MOST_LOGITS / model.config().vocabularySize();
            for (int i = 0; i < rows.size() && tokens < most; i++) {
                tokens += sharpness.add(model.logits(rows.get(i).ids()), rows.get(i));
            }
        }
        for (int i = 0; i <= HIGHEST; i++) {
            sharpness.means[i] /= Math.max(1, tokens);
        }
        return sharpness;
    }

    private int add(float[][] logits, Labelled row) {
        int tokens = 0;
        for (int t = 0; t + 1 < row.ids().length; t++) {
            if (row.labels()[t + 1]) {
                add(logits[t], row.ids()[t + 1]);
                tokens++;
            }
        }
        return tokens;
    }

    /** The powers of one exponential are those of all factors. */
    private void add(float[] logits, int token) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double[] sums = new double[HIGHEST + 1];
        for (float logit : logits) {
            double one = Math.exp((logit - highest) / PER_UNIT);
            double power = 1;
            for (int i = 0; i <= HIGHEST; i++) {
                sums[i] += power;
                power *= one;
            }
        }
        for (int i = 0; i <= HIGHEST; i++) {
            means[i] += (logits[token] - highest) * i / PER_UNIT - Math.log(sums[i]);
        }
    }

    /** The factor with which the rows are most probable, 1 to 3. */
    double best() {
        int best = PER_UNIT;
        for (int i = PER_UNIT; i <= HIGHEST; i++) {
            best = means[i] > means[best] ? i : best;
        }
        return (double) best / PER_UNIT;
    }

    /** The factor that makes this model as sure of the rows as the other is: 1 if it is so already, at most a quarter more. */
    double asSureAs(Sharpness other) {
        double wanted = other.means[PER_UNIT];
        if (means[PER_UNIT] >= wanted) {
            return 1;
        }
        for (int i = PER_UNIT + 1; i <= HIGHEST && (double) (i - 1) / PER_UNIT < MOST_CHANGE; i++) {
            if (means[i] >= wanted) {
                double part = (wanted - means[i - 1]) / (means[i] - means[i - 1]);
                return Math.min(MOST_CHANGE, (i - 1 + part) / PER_UNIT);
            }
            if (means[i] < means[i - 1]) {
                return (double) (i - 1) / PER_UNIT; // it can't be as sure any more
            }
        }
        return MOST_CHANGE;
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
