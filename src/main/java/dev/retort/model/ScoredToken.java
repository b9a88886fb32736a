package dev.retort.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A token and how likely the model held it and others: log-probabilities (natural) under the plain softmax of the logits, whatever steering,
 * temperature and filters chose it.
 *
 * @param likeliest ids of the likeliest tokens, the likeliest first
 * @param logProbabilities theirs
 */
public record ScoredToken(int token, double logProbability, int[] likeliest, double[] logProbabilities) {
    /** @param flat rows of token, log-probability, ids of the likeliest, their log-probabilities */
    static List<ScoredToken> read(double[] flat, int rows) {
        int width = flat.length / rows;
        int top = (width - 2) / 2;
        List<ScoredToken> tokens = new ArrayList<>(rows);
        for (int at = 0; at < flat.length; at += width) {
            tokens.add(new ScoredToken((int) flat[at], flat[at + 1],
                    Arrays.stream(flat, at + 2, at + 2 + top).mapToInt(id -> (int) id).toArray(),
                    Arrays.copyOfRange(flat, at + 2 + top, at + width)));
        }
        return tokens;
    }

    /** With the first of the likeliest only. */
    ScoredToken first(int most) {
        int n = Math.min(most, likeliest.length);
        return new ScoredToken(token, logProbability, Arrays.copyOf(likeliest, n), Arrays.copyOf(logProbabilities, n));
    }
}
