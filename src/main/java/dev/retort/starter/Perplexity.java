package dev.retort.starter;

import java.util.List;

import dev.retort.model.Gpt2;
import dev.retort.model.Labelled;
import dev.retort.model.Turn;

/** Perplexity of a model on whole conversations. Every token counts but each conversation's first. */
final class Perplexity {
    private Perplexity() {}

    static double of(Gpt2 model, List<int[]> conversations) {
        double sum = 0;
        long n = 0;
        for (float[] row : model.tokenLogProbabilities(conversations)) {
            for (float logProbability : row) {
                sum -= logProbability;
                n++;
            }
        }
        return Math.exp(sum / n);
    }

    /** The assistant's turns and their ends alone. */
    static double ofReplies(Gpt2 model, List<List<Turn>> conversations) {
        List<Labelled> labelled = conversations.stream().map(model.template()::conversation).toList();
        List<float[]> rows = model.tokenLogProbabilities(labelled.stream().map(Labelled::ids).toList());
        double sum = 0;
        long n = 0;
        for (int i = 0; i < rows.size(); i++) {
            for (int t = 0; t < rows.get(i).length; t++) {
                if (labelled.get(i).labels()[t + 1]) {
                    sum -= rows.get(i)[t];
                    n++;
                }
            }
        }
        return Math.exp(sum / n);
    }
}
