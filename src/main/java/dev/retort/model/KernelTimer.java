package dev.retort.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Times a server's work: a step of one sequence, of eight together, and the reading of a prompt. */
final class KernelTimer {
    private static final int PROMPT = 64;
    private static final int ENOUGH = 60_000_000; // ns for each measurement

    private KernelTimer() {}

    /** Nanoseconds of each, the best of several. */
    static long[] nanos(Gpt2 model) {
        return new long[]{decode(model, 1), decode(model, 8), prefill(model)};
    }

    /** Geometric mean of how many times faster {@code b} is than {@code a}. */
    static double speed(long[] a, long[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.log((double) a[i] / b[i]);
        }
        return Math.exp(sum / a.length);
    }

    private static long decode(Gpt2 model, int sequences) {
        List<SequenceCache> caches = new ArrayList<>();
        try {
            List<Advance> rows = new ArrayList<>();
            for (int s = 0; s < sequences; s++) {
                caches.add(model.newSequence());
                rows.add(new Advance(caches.get(s), new int[]{s % model.config().vocabularySize()}, Optional.of(Choice.GREEDY)));
            }
            return best(() -> model.advance(rows), model.config().contextLength());
        } finally {
            caches.forEach(SequenceCache::close);
        }
    }

    private static long prefill(Gpt2 model) {
        int[] prompt = new int[Math.min(PROMPT, model.config().contextLength())];
        Arrays.setAll(prompt, i -> i % model.config().vocabularySize());
        return best(() -> {
            try (SequenceCache cache = model.newSequence()) {
                model.advance(List.of(new Advance(cache, prompt, Optional.of(Choice.GREEDY))));
            }
        }, 20);
    }

    private static long best(Runnable step, int most) {
        step.run();
        long best = Long.MAX_VALUE;
        long began = System.nanoTime();
        for (int n = 1; n < Math.min(20, most) && (n < 4 || System.nanoTime() - began < ENOUGH); n++) {
            long start = System.nanoTime();
            step.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
