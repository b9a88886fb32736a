package dev.retort.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a step's rows are divided among the threads. Either one call takes all of them and each of its operations uses all threads: then the weights are
 * read once, but the threads wait for each other about a hundred times and what is done row by row is hardly shared. Or each thread takes some
 * of the rows through the whole network by itself: then each reads all weights. The second is faster for many rows. Times are in those of computing
 * one token on one thread (docs/decisions/0015).
 */
final class Division {
    private static final double WEIGHTS = 5; // reading them once
    private static final double CACHED = 1 / 256.; // reading the keys and values of one earlier token
    private static final double ROW = 0.4; // what one thread does for a row while the others wait
    private static final double WAITING = 1.08; // of threads that take one call together

    /** What a row has: tokens to compute, tokens in its cache. */
    record Row(int tokens, int cached) {
        double time() {
            return tokens + CACHED * cached;
        }

        boolean single() {
            return tokens == 1;
        }
    }

    /** Rows that are computed at the same time: one part by all threads, several by one thread each. @param parts indices of rows */
    record Stage(List<List<Integer>> parts, double time) {}

    private final List<Row> rows;
    private final int threads;

    private Division(List<Row> rows, int threads) {
        this.rows = rows;
        this.threads = threads;
    }

    /** The stages that take least time, one after the other; each row is in one of them. */
    static List<Stage> of(List<Row> rows, int threads) {
        var division = new Division(rows, threads);
        Stage all = division.stage(row -> true);
        Stage prompts = division.stage(row -> !row.single());
        Stage singles = division.stage(Row::single);
        return prompts.time() + singles.time() < all.time() ? List.of(prompts, singles) : List.of(all);
    }

    private Stage stage(Predicate<Row> which) {
        List<Integer> some = IntStream.range(0, rows.size()).filter(r -> which.test(rows.get(r))).boxed().toList();
        if (some.isEmpty()) {
            return new Stage(List.of(), 0);
        }
        Stage together = new Stage(List.of(some), together(some));
        return Stream.of(together, apart(some)).min(Comparator.comparingDouble(Stage::time)).orElseThrow();
    }

    // the longest first, each to the part that has least so far (Graham 1969)
    private Stage apart(List<Integer> some) {
        List<List<Integer>> parts = new ArrayList<>();
        double[] times = new double[Math.min(threads, some.size())];
        Arrays.setAll(times, part -> {
            parts.add(new ArrayList<>());
            return WEIGHTS;
        });
        for (int r : some.stream().sorted(Comparator.comparingDouble(r -> -rows.get(r).time())).toList()) {
            int least = IntStream.range(0, times.length).boxed().min(Comparator.comparingDouble(part -> times[part])).orElseThrow();
            parts.get(least).add(r);
            times[least] += rows.get(r).time() + ROW;
        }
        return new Stage(parts, Arrays.stream(times).max().orElseThrow());
    }

    private double together(List<Integer> some) {
        return WAITING * (WEIGHTS + some.stream().mapToDouble(r -> rows.get(r).time()).sum()) / threads + ROW * some.size();
    }
}
