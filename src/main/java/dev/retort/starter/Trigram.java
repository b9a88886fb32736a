package dev.retort.starter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The baseline: an interpolated Kneser-Ney trigram (Chen and Goodman 1999, section 3) over the same tokens as the model. A text's first token is
 * given, not predicted, because GPT-2 has nothing to predict it from.
 */
final class Trigram {
    private final int vocabularySize;
    private final double discount;
    private final Level three = new Level();
    private final Level two = new Level();
    private final Level one = new Level();

    /** Counts of the tokens that follow a context, and of the different ones among them. */
    private static final class Level {
        final Map<Long, Integer> counts = new HashMap<>();
        final Map<Long, Integer> totals = new HashMap<>();
        final Map<Long, Integer> followers = new HashMap<>();

        /** @return whether this token is new after this context */
        boolean add(long context, int token) {
            totals.merge(context, 1, Integer::sum);
            boolean first = counts.merge(context << 16 | token, 1, Integer::sum) == 1;
            if (first) {
                followers.merge(context, 1, Integer::sum);
            }
            return first;
        }

        double probability(long context, int token, double discount, double lower) {
            int total = totals.getOrDefault(context, 0);
            if (total == 0) {
                return lower;
            }
            double seen = Math.max(counts.getOrDefault(context << 16 | token, 0) - discount, 0);
            return (seen + discount * followers.getOrDefault(context, 0) * lower) / total;
        }
    }

    private Trigram(int vocabularySize, double discount) {
        this.vocabularySize = vocabularySize;
        this.discount = discount;
    }

    /** Counts the texts, and takes the discount (0.5 to 0.95) with the lowest perplexity on others. */
    static Trigram learn(List<int[]> texts, List<int[]> validation, int vocabularySize) {
        Trigram best = new Trigram(vocabularySize, 0.5);
        double lowest = Double.POSITIVE_INFINITY;
        for (int percent = 50; percent <= 95; percent += 5) {
            Trigram trigram = new Trigram(vocabularySize, percent / 100.0);
            texts.forEach(trigram::add);
            double perplexity = trigram.perplexity(validation);
            if (perplexity < lowest) {
                lowest = perplexity;
                best = trigram;
            }
        }
        return best;
    }

    private void add(int[] text) {
        for (int t = 1; t < text.length; t++) {
            long before = t == 1 ? vocabularySize : text[t - 2];
            if (three.add(before << 16 | text[t - 1], text[t]) && two.add(text[t - 1], text[t])) {
                one.add(0, text[t]);
            }
        }
    }

    double probability(long before, int previous, int token) {
        double unigram = one.probability(0, token, discount, 1.0 / vocabularySize);
        return three.probability(before << 16 | previous, token, discount, two.probability(previous, token, discount, unigram));
    }

    /** Over all tokens of the texts but their first ones. */
    double perplexity(List<int[]> texts) {
        double sum = 0;
        long n = 0;
        for (int[] text : texts) {
            for (int t = 1; t < text.length; t++, n++) {
                sum -= Math.log(probability(t == 1 ? vocabularySize : text[t - 2], text[t - 1], text[t]));
            }
        }
        return Math.exp(sum / n);
    }

    double discount() {
        return discount;
    }
}
