package dev.retort.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.retort.model.Gpt2;
import dev.retort.model.Labelled;

/** Log-probabilities of labelled tokens. */
final class ReplyScorer {
    private ReplyScorer() {}

    /** One score for each example, in their order; what is there several times, as many a probe's other side is, is computed once. */
    static List<ReplyScore> score(Gpt2 model, List<Labelled> examples) {
        if (examples.isEmpty()) {
            return List.of();
        }
        List<Labelled> distinct = examples.stream().distinct().toList();
        List<float[]> logProbabilities = model.labelLogProbabilities(distinct);
        Map<Labelled, ReplyScore> scores = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            scores.put(distinct.get(i), sum(logProbabilities.get(i), distinct.get(i).labels()));
        }
        return examples.stream().map(example -> Objects.requireNonNull(scores.get(example))).toList();
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
