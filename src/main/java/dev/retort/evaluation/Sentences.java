package dev.retort.evaluation;

import java.util.List;

import dev.retort.model.Gpt2;

/** Likelihoods of whole sentences, as stereotype pairs are scored (CrowS-Pairs, Nangia et al. 2020, for left-to-right models). */
public final class Sentences {
    private Sentences() {}

    /** Natural log-probabilities, each summed over a sentence's tokens after {@code <|endoftext|>}. */
    public static List<Double> logProbabilities(Gpt2 model, List<String> sentences) {
        return model.tokenLogProbabilities(sentences.stream().map(sentence -> started(model, sentence)).toList()).stream()
                .map(Sentences::sum).toList();
    }

    private static int[] started(Gpt2 model, String sentence) {
        int[] ids = model.tokenizer().encode(sentence);
        int[] started = new int[ids.length + 1];
        started[0] = model.config().endOfText();
        System.arraycopy(ids, 0, started, 1, ids.length);
        return started;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
