package dev.retort.training;

import java.util.Arrays;
import java.util.List;

import dev.retort.model.Labelled;

/**
 * Rows of tokens one after the other, and what is to be learned from them. Made by {@link BatchBuilder}.
 *
 * @param ids tokens, row after row, without padding
 * @param positions of each token in its row
 * @param rows three numbers each: tokens; the row before it that it goes on from, or -1; how many of that row's first tokens it goes on after
 * @param at positions in {@code ids} from which a label is predicted
 * @param labels the token that comes after each of them
 * @param weights how much each label's cross entropy counts
 * @param replies which reply each label belongs to, counted from 1; 0 for none
 * @param reference log-probability of each reply under the start weights; element 0 is no reply
 * @param pairs two numbers each: the better reply and the worse one
 * @param pairWeights how much each pair counts
 * @param flags two numbers each: a reply, and 1 if it was good or -1 if it was bad
 * @param flagWeights how much each flag counts
 * @param kept how much it counts that the distribution at each label is as it was under the start weights
 * @param examples what pairs and flags are a share of: the sum of the examples' weights
 * @param tokens how many are learned from, those counted twice that two rows share
 */
public record Batch(long[] ids, long[] positions, long[] rows, long[] at, long[] labels, float[] weights, long[] replies, float[] reference,
        long[] pairs, float[] pairWeights, long[] flags, float[] flagWeights, float[] kept, double examples, long tokens) {
    /**
     * A batch of labelled rows for cross entropy. A row's first token is never learned: nothing comes before it.
     *
     * @param weights one for each row
     */
    public static Batch of(List<Labelled> rows, double[] weights) {
        BatchBuilder batch = new BatchBuilder();
        for (int r = 0; r < rows.size(); r++) {
            float[] of = new float[rows.get(r).ids().length];
            Arrays.fill(of, (float) weights[r]);
            batch.learn(rows.get(r), of);
        }
        return batch.build();
    }

    /** A batch of labelled rows that count alike. */
    public static Batch of(List<Labelled> rows) {
        double[] ones = new double[rows.size()];
        Arrays.fill(ones, 1);
        return of(rows, ones);
    }

    /** The sum of the labels' weights, learned and kept: what their loss is divided by. */
    public double items() {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] + kept[i];
        }
        return sum;
    }

    /** Tokens of the longest row, those that it shares included. */
    public int longest() {
        long longest = 0;
        for (int i = 0; i < rows.length; i += 3) {
            longest = Math.max(longest, rows[i] + rows[i + 2]);
        }
        return Math.toIntExact(longest);
    }
}
