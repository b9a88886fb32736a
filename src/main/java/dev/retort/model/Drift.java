package dev.retort.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distance of a kernel's next-token distributions from float32's: the mean over the tokens of a few real sentences of
 * KL(float32 ‖ kernel) = Σ p (log p − log q), in nats (Kullback and Leibler 1951).
 */
final class Drift {
    private static final int SENTENCE = 24; // tokens of each, so that large vocabularies' logits take little memory

    private final List<int[]> sentences = new ArrayList<>();
    private final List<float[][]> exact = new ArrayList<>();

    /** @param reference in float32 */
    Drift(Gpt2 reference) {
        int most = Math.min(SENTENCE, reference.config().contextLength());
        for (String line : lines()) {
            int[] ids = reference.tokenizer().encode(line);
            sentences.add(Arrays.copyOf(ids, Math.min(most, ids.length)));
        }
        sentences.forEach(ids -> exact.add(reference.logits(ids)));
    }

    /** @return not a number if the model computes none */
    double of(Gpt2 model) {
        double sum = 0;
        int tokens = 0;
        for (int s = 0; s < sentences.size(); s++) {
            float[][] logits = model.logits(sentences.get(s));
            for (int t = 0; t < logits.length; t++) {
                sum += divergence(exact.get(s)[t], logits[t]);
                tokens++;
            }
        }
        return sum / tokens;
    }

    /** KL(softmax(a) ‖ softmax(b)) */
    static double divergence(float[] a, float[] b) {
        double logA = logSum(a);
        double logB = logSum(b);
        double sum = 0;
        for (int v = 0; v < a.length; v++) {
            double logP = a[v] - logA;
            sum += Math.exp(logP) * (logP - (b[v] - logB));
        }
        return sum;
    }

    private static double logSum(float[] logits) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float x : logits) {
            largest = Math.max(largest, x);
        }
        double sum = 0;
        for (float x : logits) {
            sum += Math.exp(x - largest);
        }
        return largest + Math.log(sum);
    }

    private static List<String> lines() {
        try (InputStream in = Drift.class.getResourceAsStream("calibration.txt")) {
            if (in == null) {
                throw new IllegalStateException("calibration.txt is missing beside " + Drift.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
