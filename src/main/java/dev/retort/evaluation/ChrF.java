package dev.retort.evaluation;

import java.util.HashMap;
import java.util.Map;

/**
 * chrF2 of all replies together (Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation"): precision and recall of the n-grams of 1
 * to 6 characters without spaces, each averaged over n, recall counting twice as much. Orders that one side is too short for are left out, as in
 * {@code sacrebleu}.
 */
final class ChrF {
    private static final int ORDERS = 6;
    private static final double BETA_SQUARED = 4;

    private final long[] said = new long[ORDERS];
    private final long[] right = new long[ORDERS];
    private final long[] both = new long[ORDERS];

    void add(String reply, String reference) {
        int[] characters = reply.codePoints().filter(c -> !Character.isWhitespace(c)).toArray();
        int[] expected = reference.codePoints().filter(c -> !Character.isWhitespace(c)).toArray();
        for (int order = 1; order <= ORDERS; order++) {
            Map<String, Integer> wanted = grams(expected, order);
            Map<String, Integer> found = grams(characters, order);
            said[order - 1] += wanted.isEmpty() ? 0 : total(found);
            right[order - 1] += total(wanted);
            both[order - 1] += found.entrySet().stream().mapToInt(gram -> Math.min(gram.getValue(), wanted.getOrDefault(gram.getKey(), 0)))
                    .sum();
        }
    }

    /** 0 to 100. */
    double score() {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int i = 0; i < ORDERS; i++) {
            if (said[i] > 0 && right[i] > 0) {
                precision += both[i] / (double) said[i];
                recall += both[i] / (double) right[i];
                orders++;
            }
        }
        if (precision + recall == 0) {
            return 0;
        }
        precision /= orders;
        recall /= orders;
        return 100 * (1 + BETA_SQUARED) * precision * recall / (BETA_SQUARED * precision + recall);
    }

    private static int total(Map<String, Integer> grams) {
        return grams.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<String, Integer> grams(int[] characters, int order) {
        Map<String, Integer> grams = new HashMap<>();
        for (int i = 0; i + order <= characters.length; i++) {
            grams.merge(new String(characters, i, order), 1, Integer::sum);
        }
        return grams;
    }
}
