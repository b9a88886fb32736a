package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;

import dev.retort.model.Gpt2;
import dev.retort.model.Labelled;

/** Log-probabilities of labelled tokens. */
final class ReplyScorer {
    private ReplyScorer() {}

    /** One score for each example, in their order. */
    static List<ReplyScore> score(Gpt2 model, List<Labelled> examples) {
        if (examples.isEmpty()) {
            return List.of();
        }
        List<float[]> logProbabilities = model.labelLogProbabilities(examples);
        List<ReplyScore> scores = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            scores.add(sum(logProbabilities.get(i), examples.get(i).labels()));
        }
        return scores;
    }

    /** @param logProbabilities of token t + 1 at place t */
    private static ReplyScore sum(float[] logProbabilities, boolean[] labels) {
        double sum = 0;
        int tokens = 0;
        for (int t = 1; t < labels.length; t++) {
            if (labels[t]) {
                sum += logProbabilities[t - 1];
                tokens++;
            }
        }
        return new ReplyScore(sum, tokens);
    }
}
