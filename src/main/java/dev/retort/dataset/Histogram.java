package dev.retort.dataset;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts of values by range. */
final class Histogram {
    private final int[] bounds; // each the first value that is not in its range
    private final long[] counts;

    Histogram(int... bounds) {
        this.bounds = bounds;
        this.counts = new long[bounds.length + 1];
    }

    void add(int value) {
        int range = 0;
        while (range < bounds.length && value >= bounds[range]) {
            range++;
        }
        counts[range]++;
    }

    /** By ranges in order, such as {@code 20–49}; those at the ends that are empty are left out. */
    Map<String, Long> counts() {
        int first = 0;
        int last = counts.length - 1;
        while (first < last && counts[first] == 0) {
            first++;
        }
        while (last > first && counts[last] == 0) {
            last--;
        }
        var named = new LinkedHashMap<String, Long>();
        for (int i = first; i <= last; i++) {
            named.put(name(i), counts[i]);
        }
        return named;
    }

    private String name(int range) {
        int from = range == 0 ? 0 : bounds[range - 1];
        if (range == bounds.length) {
            return "%d+".formatted(from);
        }
        int to = bounds[range] - 1;
        return from == to ? Integer.toString(from) : "%d–%d".formatted(from, to);
    }
}
