package dev.retort.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.retort.model.Labelled;

/** Puts rows of tokens behind each other. */
public final class BatchBuilder {
    private final List<Long> rows = new ArrayList<>();
    private final List<Long> pairs = new ArrayList<>();
    private final List<Float> pairWeights = new ArrayList<>();
    private final List<Long> flags = new ArrayList<>();
    private final List<Float> flagWeights = new ArrayList<>();
    private final List<Float> reference = new ArrayList<>(List.of(0f));
    private long[] ids = new long[256];
    private long[] positions = new long[256];
    private long[] at = new long[256];
    private long[] labels = new long[256];
    private long[] replies = new long[256];
    private float[] weights = new float[256];
    private float[] kept = new float[256];
    private int length;
    private int labelled;
    private double examples;
    private long tokens;

    /**
     * A row for cross entropy.
     *
     * @param each how much a token's label counts, for each token of the row
     */
    public BatchBuilder learn(Labelled row, float[] each) {
        append(row, 0, -1, each, 0);
        return this;
    }

    /** A row for cross entropy whose labels count alike. */
    BatchBuilder learn(Labelled row, double weight) {
        append(row, 0, -1, same(row, weight), 0);
        return this;
    }

    /** A row at whose labels the model is to stay as it was. */
    BatchBuilder keep(Labelled row, double weight) {
        int first = labelled;
        append(row, 0, -1, same(row, 0), 0);
        Arrays.fill(kept, first, labelled, (float) weight);
        return this;
    }

    /**
     * A pair of replies. Where both have the same prompt, it is computed once.
     *
     * @param learned how much the cross entropy of the better one's labels counts, 0 for not at all
     * @param weight of the pair
     */
    BatchBuilder pair(Scored better, Scored worse, double learned, double weight) {
        int first = rows.size() / 3;
        long chosen = reply(better);
        append(better.row(), 0, -1, same(better.row(), learned), chosen);
        long rejected = reply(worse);
        int shared = sharedPrompt(better.row(), worse.row());
        append(worse.row(), shared, shared > 0 ? first : -1, same(worse.row(), 0), rejected);
        pairs.addAll(List.of(chosen, rejected));
        pairWeights.add((float) weight);
        return this;
    }

    /** A reply that was flagged or praised. */
    BatchBuilder flag(Scored judged, boolean good, double learned, double weight) {
        long reply = reply(judged);
        append(judged.row(), 0, -1, same(judged.row(), learned), reply);
        flags.addAll(List.of(reply, good ? 1L : -1L));
        flagWeights.add((float) weight);
        return this;
    }

    /** A reply of which only the log-probability is wanted. */
    BatchBuilder score(Scored scored) {
        append(scored.row(), 0, -1, same(scored.row(), 0), reply(scored));
        return this;
    }

    /** Completes an example. Pairs and flags are a share of the sum of these weights. */
    BatchBuilder counts(double weight) {
        examples += weight;
        return this;
    }

    public Batch build() {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no rows");
        }
        if (pairs.isEmpty()) { // an empty array can't travel: no reply above no reply, at weight 0
            pairs.addAll(List.of(0L, 0L));
            pairWeights.add(0f);
        }
        if (flags.isEmpty()) {
            flags.addAll(List.of(0L, 1L));
            flagWeights.add(0f);
        }
        return new Batch(Arrays.copyOf(ids, length), Arrays.copyOf(positions, length), longs(rows), Arrays.copyOf(at, labelled),
                Arrays.copyOf(labels, labelled), Arrays.copyOf(weights, labelled), Arrays.copyOf(replies, labelled), floats(reference),
                longs(pairs), floats(pairWeights), longs(flags), floats(flagWeights), Arrays.copyOf(kept, labelled), examples, tokens);
    }

    private long reply(Scored scored) {
        reference.add(scored.reference());
        return reference.size() - 1L;
    }

    /** Number of tokens of the prompt that both rows begin with. */
    private static int sharedPrompt(Labelled better, Labelled worse) {
        int n = 0;
        while (n < worse.ids().length && !worse.labels()[n]) {
            n++;
        }
        boolean same = n < better.ids().length && Arrays.equals(better.ids(), 0, n, worse.ids(), 0, n);
        return same && n < worse.ids().length ? n : 0;
    }

    /** Appends a row from its token {@code shared} on. The label after the shared ones is predicted from the last of them, in the row {@code base}. */
    private void append(Labelled row, int shared, int base, float[] each, long reply) {
        int n = row.ids().length;
        int start = length;
        int before = base < 0 ? 0 : start(base) + shared - 1;
        reserve(n - shared);
        for (int t = shared; t < n; t++) {
            ids[length] = row.ids()[t];
            positions[length] = t;
            if (t > 0 && row.labels()[t]) {
                at[labelled] = t == shared ? before : start + t - shared - 1L;
                labels[labelled] = row.ids()[t];
                replies[labelled] = reply;
                weights[labelled++] = each[t];
            }
            length++;
        }
        rows.addAll(List.of((long) n - shared, (long) base, (long) shared));
        tokens += n;
    }

    private int start(int row) {
        int start = 0;
        for (int i = 0; i < row; i++) {
            start += Math.toIntExact(rows.get(3 * i));
        }
        return start;
    }

    private void reserve(int more) {
        int need = length + more;
        if (need > ids.length) {
            int size = Math.max(need, 2 * ids.length);
            ids = Arrays.copyOf(ids, size);
            positions = Arrays.copyOf(positions, size);
            at = Arrays.copyOf(at, size);
            labels = Arrays.copyOf(labels, size);
            replies = Arrays.copyOf(replies, size);
            weights = Arrays.copyOf(weights, size);
            kept = Arrays.copyOf(kept, size);
        }
    }

    private static float[] same(Labelled row, double weight) {
        float[] each = new float[row.ids().length];
        Arrays.fill(each, (float) weight);
        return each;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static float[] floats(List<Float> values) {
        float[] out = new float[values.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = values.get(i);
        }
        return out;
    }
}
