package dev.retort.starter;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Precision;
import dev.retort.model.Turn;
import dev.retort.model.Weights;

/**
 * Temperature scaling (Guo et al. 2017, section 4.2): a model that has seen each of its phrasings many times is too sure of itself where a customer
 * wants something else. One number, chosen on the validation scenarios, divides all logits. It changes no order of tokens.
 */
final class Calibration {
    private static final double STEP = 0.1;
    private static final int STEPS = 21;

    private Calibration() {}

    /**
     * @param temperature that suits the validation scenarios best
     * @param perplexity on them, with it
     */
    record Calibrated(Pretraining.Candidate candidate, double temperature, double perplexity) {}

    /** Writes the candidate, calibrated, into the folder; the rest of the model is there. */
    static Calibrated of(Pretraining.Candidate candidate, List<List<Turn>> validation, Path folder) throws IOException {
        candidate.weights().write(folder, Precision.F32);
        Calibrated calibrated;
        try (Gpt2 model = Gpt2.load(folder, Device.CPU, Kernel.FP32)) {
            calibrated = temperature(candidate, model,
                    validation.stream().map(turns -> model.template().conversation(turns).ids()).toList());
        }
        apply(candidate.weights(), calibrated.temperature());
        candidate.weights().write(folder, Precision.F16);
        return calibrated;
    }

    /** The temperature from 1 to 3 with which the texts are most probable. */
    private static Calibrated temperature(Pretraining.Candidate candidate, Gpt2 model, List<int[]> texts) {
        long tokens = 0;
        double[] sums = new double[STEPS];
        for (int[] text : texts) {
            float[][] logits = model.logits(text);
            for (int t = 0; t + 1 < text.length; t++, tokens++) {
                for (int i = 0; i < STEPS; i++) {
                    sums[i] += logProbability(logits[t], text[t + 1], 1 / (1 + i * STEP));
                }
            }
        }
        int best = 0;
        for (int i = 1; i < STEPS; i++) {
            best = sums[i] > sums[best] ? i : best;
        }
        return new Calibrated(candidate, 1 + best * STEP, Math.exp(-sums[best] / tokens));
    }

    private static double logProbability(float[] logits, int token, double scale) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(scale * (logit - highest));
        }
        return scale * (logits[token] - highest) - Math.log(sum);
    }

    /** Divides the last layer norm, and so every logit, by the temperature, in place. */
    private static void apply(Weights weights, double temperature) {
        for (String name : List.of("transformer.ln_f.weight", "transformer.ln_f.bias")) {
            FloatBuffer values = weights.get(name).floats();
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, (float) (values.get(i) / temperature));
            }
        }
    }
}
