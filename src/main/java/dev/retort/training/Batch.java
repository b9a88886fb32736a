package dev.retort.training;

import java.util.Arrays;
import java.util.List;

import dev.retort.model.Labelled;

/**
 * Rows of tokens, padded at their ends to the longest, and what is to be learned from them.
 *
 * @param rows how many rows
 * @param length tokens of a row, padding included
 * @param ids tokens, row after row
 * @param at positions in {@code ids} from which a label is predicted
 * @param labels the token that comes after each of them
 * @param weights how much each label counts, 1 for an ordinary one
 * @param tokens how many of {@code ids} are not padding
 */
public record Batch(int rows, int length, long[] ids, long[] at, long[] labels, float[] weights, long tokens) {
    /**
     * A batch of labelled rows. A row's first token is never learned: nothing comes before it.
     *
     * @param weights one for each row
     */
    public static Batch of(List<Labelled> rows, double[] weights) {
        int length = rows.stream().mapToInt(row -> row.ids().length).max().orElseThrow(() -> new IllegalArgumentException("no rows"));
        long[] ids = new long[rows.size() * length];
        long[] at = new long[ids.length];
        long[] labels = new long[ids.length];
        float[] counts = new float[ids.length];
        int n = 0;
        long tokens = 0;
        for (int r = 0; r < rows.size(); r++) {
            Labelled row = rows.get(r);
            tokens += row.ids().length;
            for (int t = 0; t < row.ids().length; t++) {
                ids[r * length + t] = row.ids()[t];
                if (t > 0 && row.labels()[t]) {
                    at[n] = r * length + t - 1L;
                    labels[n] = row.ids()[t];
                    counts[n++] = (float) weights[r];
                }
            }
        }
        return new Batch(rows.size(), length, ids, Arrays.copyOf(at, n), Arrays.copyOf(labels, n), Arrays.copyOf(counts, n), tokens);
    }

    /** A batch of labelled rows that count alike. */
    public static Batch of(List<Labelled> rows) {
        double[] ones = new double[rows.size()];
        Arrays.fill(ones, 1);
        return of(rows, ones);
    }

    /** The sum of the labels' weights: what a loss is divided by. */
    public double items() {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }
}
