package dev.retort.meaning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

import org.jspecify.annotations.Nullable;

/**
 * Vectors, and those among them that are nearest to another. Many may search at once, but nobody while another adds or removes.
 *
 * <p>Up to {@value #SMALL} are all compared. Of more, those are compared whose signs agree most with the query's: the share of signs that differ is the angle
 * between two vectors over π (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002), give or take a fortieth with 384 of them. That
 * asks for vectors around zero, as {@link Space} makes them.
 */
public final class Nearest {
    static final int SMALL = 4096;
    private static final int COMPARED = 2048;
    /** All places. To ask of each of many whether it counts would take longer than to compare its signs. */
    private static final IntPredicate EVERY = slot -> true;

    private final int dimensions;
    private final int words;
    private final Deque<Integer> free = new ArrayDeque<>();
    private @Nullable PackedVector[] rows = new PackedVector[64];
    private long[] signs;
    private int end;

    /**
     * One that was found.
     *
     * @param slot   its place
     * @param cosine to the query
     */
    public record Hit(int slot, float cosine) {}

    public Nearest(int dimensions) {
        this.dimensions = dimensions;
        this.words = (dimensions + Long.SIZE - 1) / Long.SIZE;
        this.signs = new long[rows.length * words];
    }

    /** The number of vectors. */
    public int size() {
        return end - free.size();
    }

    /** Adds one. @return its place, which may be that of one that was removed */
    public int add(PackedVector vector) {
        int slot = free.isEmpty() ? end++ : free.pop();
        if (slot == rows.length) {
            rows = Arrays.copyOf(rows, slot * 2);
            signs = Arrays.copyOf(signs, slot * 2 * words);
        }
        rows[slot] = vector;
        sign(vector.unpacked(), signs, slot * words);
        return slot;
    }

    /** Removes the one at this place. */
    public void remove(int slot) {
        rows[slot] = null;
        free.push(slot);
    }

    /** The vector at this place. */
    public PackedVector get(int slot) {
        PackedVector row = rows[slot];
        if (row == null) {
            throw new IllegalArgumentException("nothing is at " + slot);
        }
        return row;
    }

    /** The nearest ones of all, the nearest first. */
    public List<Hit> nearest(float[] query, int most) {
        return nearest(query, most, EVERY);
    }

    /**
     * The nearest ones, the nearest first.
     *
     * @param query [dimensions], of length 1
     * @param most  how many
     * @param among the places that count
     */
    public List<Hit> nearest(float[] query, int most, IntPredicate among) {
        var best = new PriorityQueue<Hit>(most + 1, Comparator.comparingDouble(Hit::cosine));
        for (int slot : size() <= SMALL ? all(among) : likely(query, among)) {
            float cosine = get(slot).cosine(query);
            if (best.size() < most || cosine > best.element().cosine()) {
                best.add(new Hit(slot, cosine));
                if (best.size() > most) {
                    best.remove();
                }
            }
        }
        List<Hit> found = new ArrayList<>(best);
        found.sort(Comparator.comparingDouble(Hit::cosine).reversed());
        return found;
    }

    private int[] all(IntPredicate among) {
        var slots = new int[size()];
        int count = 0;
        for (int slot = 0; slot < end; slot++) {
            if (rows[slot] != null && among.test(slot)) {
                slots[count++] = slot;
            }
        }
        return Arrays.copyOf(slots, count);
    }

    /** The places whose signs differ least from the query's. */
    private int[] likely(float[] query, IntPredicate among) {
        var sought = new long[words];
        sign(query, sought, 0);
        var differing = new short[end];
        var counts = new int[dimensions + 1];
        boolean every = among == EVERY;
        for (int slot = 0; slot < end; slot++) {
            boolean counted = rows[slot] != null && (every || among.test(slot));
            differing[slot] = (short) (counted ? differing(sought, slot) : dimensions + 1);
            if (counted) {
                counts[differing[slot]]++;
            }
        }
        int bound = 0;
        int compared = counts[0];
        while (bound < dimensions && compared + counts[bound + 1] <= COMPARED) {
            compared += counts[++bound];
        }
        var slots = new int[compared];
        int count = 0;
        for (int slot = 0; slot < end; slot++) {
            if (differing[slot] <= bound) {
                slots[count++] = slot;
            }
        }
        return Arrays.copyOf(slots, count);
    }

    private int differing(long[] sought, int slot) {
        int differing = 0;
        for (int word = 0; word < words; word++) {
            differing += Long.bitCount(sought[word] ^ signs[slot * words + word]);
        }
        return differing;
    }

    private void sign(float[] vector, long[] into, int at) {
        Arrays.fill(into, at, at + words, 0);
        for (int d = 0; d < dimensions; d++) {
            if (vector[d] > 0) {
                into[at + d / Long.SIZE] |= 1L << d % Long.SIZE;
            }
        }
    }
}
