package dev.retort.evaluation;

import java.util.List;

import dev.retort.text.Words;

/**
 * ROUGE-L (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries", section 3.1): the longest common subsequence of words, as the harmonic
 * mean of its share of either text. Without stemming; but for other scripts than Latin without accents it is what {@code rouge-score} computes.
 */
final class RougeL {
    private RougeL() {}

    /** 0 to 1. */
    static double of(String reply, String reference) {
        List<String> said = Words.inLowerCase(reply);
        List<String> right = Words.inLowerCase(reference);
        if (said.isEmpty() || right.isEmpty()) {
            return 0;
        }
        double common = longestCommonSubsequence(said, right);
        double precision = common / said.size();
        double recall = common / right.size();
        return common == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static int longestCommonSubsequence(List<String> one, List<String> other) {
        int[] above = new int[other.size() + 1];
        for (String word : one) {
            int[] row = new int[above.length];
            for (int j = 1; j < row.length; j++) {
                row[j] = word.equals(other.get(j - 1)) ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
            }
            above = row;
        }
        return above[other.size()];
    }
}
