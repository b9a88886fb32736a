package dev.retort.starter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import dev.retort.model.Labelled;
import dev.retort.training.Batch;
import dev.retort.training.BatchBuilder;

/**
 * Conversations as rows of a batch. Most have a row of their own, beside others of about their length: a chat begins at the first position with
 * nothing in front. Some follow each other in rows as long as the context, so that every position is learned.
 */
final class Packing {
    private static final int PACKED = 8; // one conversation of so many is packed
    /** The weight of a customer's token. A model can hardly learn what customers will say, but it can learn what to answer. */
    private static final float CUSTOMER = 0.4f;

    private Packing() {}

    /**
     * One epoch in a random order, in batches of about so many tokens.
     *
     * @param conversations the agent's tokens are labelled; the customers' are learned too, and count less
     */
    static List<Batch> epoch(List<Labelled> conversations, int contextLength, int batchTokens, Random random) {
        List<Labelled> shuffled = new ArrayList<>(conversations);
        Collections.shuffle(shuffled, random);
        int packed = shuffled.size() / PACKED;
        List<Labelled> single = new ArrayList<>(shuffled.subList(packed, shuffled.size()));
        single.sort(Comparator.comparingInt(row -> row.ids().length)); // stable: the same lengths come in a new order each epoch
        List<Batch> batches = new ArrayList<>(batches(rows(shuffled.subList(0, packed), contextLength), batchTokens));
        batches.addAll(batches(single, batchTokens));
        Collections.shuffle(batches, random);
        return batches;
    }

    /** Rows in their order, as many in a batch as have room. */
    static List<Batch> batches(List<Labelled> rows, int batchTokens) {
        List<Batch> batches = new ArrayList<>();
        List<Labelled> batch = new ArrayList<>();
        int longest = 0;
        for (Labelled row : rows) {
            longest = Math.max(longest, row.ids().length);
            if (!batch.isEmpty() && longest * (batch.size() + 1) > batchTokens) {
                batches.add(batch(batch));
                batch.clear();
                longest = row.ids().length;
            }
            batch.add(row);
        }
        batches.add(batch(batch));
        return batches;
    }

    private static List<Labelled> rows(List<Labelled> conversations, int length) {
        List<Labelled> rows = new ArrayList<>();
        int[] ids = new int[length];
        boolean[] labels = new boolean[length];
        int used = 0;
        for (Labelled conversation : conversations) {
            if (used > 0 && used + conversation.ids().length > length) {
                rows.add(new Labelled(Arrays.copyOf(ids, used), Arrays.copyOf(labels, used)));
                used = 0;
            }
            int fits = Math.min(conversation.ids().length, length - used);
            System.arraycopy(conversation.ids(), 0, ids, used, fits);
            System.arraycopy(conversation.labels(), 0, labels, used, fits);
            used += fits;
        }
        rows.add(new Labelled(Arrays.copyOf(ids, used), Arrays.copyOf(labels, used)));
        return rows;
    }

    private static Batch batch(List<Labelled> rows) {
        BatchBuilder batch = new BatchBuilder();
        for (Labelled row : rows) {
            boolean[] all = new boolean[row.ids().length];
            float[] weights = new float[all.length];
            Arrays.fill(all, true);
            for (int t = 0; t < weights.length; t++) {
                weights[t] = row.labels()[t] ? 1 : CUSTOMER;
            }
            batch.learn(new Labelled(row.ids(), all), weights);
        }
        return batch.build();
    }
}
