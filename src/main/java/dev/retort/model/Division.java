package dev.retort.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The division of a step's rows among the threads. There are two ways. One call takes all rows, and each of its operations uses all threads: the
 * weights are read once, but the threads wait for each other about a hundred times, and work that is done row by row is hardly shared. Or each thread
 * takes some of the rows through the whole network by itself: each reads all weights. The second way is faster for many rows. The unit of time here
 * is one token computed on one thread (docs/decisions/0015).
 */
final class Division {
    private static final double WEIGHTS = 5; // reading them once
    private static final double CACHED = 1 / 256.; // reading the keys and values of one earlier token
    private static final double ROW = 0.4; // what one thread does for a row while the others wait
    private static final double WAITING = 1.08; // of threads that take one call together

    /** The size of a row: tokens to compute, tokens in its cache. */
    record Row(int tokens, int cached) {
        double time() {
            return tokens + CACHED * cached;
        }
    }

    private Division() {}

    /** Rows that are computed in one call each, at the same time: one part by all threads, several by one thread each. */
    static List<List<Integer>> of(List<Row> rows, int threads) {
        Parts apart = apart(rows, threads);
        double together = WAITING * (WEIGHTS + rows.stream().mapToDouble(Row::time).sum()) / threads + ROW * rows.size();
        return apart.time() < together ? apart.parts() : List.of(IntStream.range(0, rows.size()).boxed().toList());
    }

    /** @param parts indices of rows */
    private record Parts(List<List<Integer>> parts, double time) {}

    // the longest first, each to the part that has least so far (Graham 1969)
    private static Parts apart(List<Row> rows, int threads) {
        List<List<Integer>> parts = new ArrayList<>();
        double[] times = new double[Math.max(1, Math.min(threads, rows.size()))];
        Arrays.setAll(times, part -> {
            parts.add(new ArrayList<>());
            return WEIGHTS;
        });
        for (int r : IntStream.range(0, rows.size()).boxed().sorted(Comparator.comparingDouble(r -> -rows.get(r).time())).toList()) {
            int least = IntStream.range(0, times.length).boxed().min(Comparator.comparingDouble(part -> times[part])).orElseThrow();
            parts.get(least).add(r);
            times[least] += rows.get(r).time() + ROW;
        }
        return new Parts(parts, Arrays.stream(times).max().orElseThrow());
    }
}
