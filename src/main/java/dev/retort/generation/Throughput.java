package dev.retort.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import dev.retort.model.Advance;
import dev.retort.model.Gpt2;
import dev.retort.model.SequenceCache;
import dev.retort.model.Torch;

/** Measures how fast a model reads and writes, step by step as the engine does it, on the calling thread. */
public final class Throughput {
    private static final int WARM_UP = 3; // steps, not counted

    private Throughput() {}

    /**
     * @param sequences written at the same time
     * @param tokensPerSecond of all sequences together
     * @param step how long each sequence waits for its next token
     */
    public record Decoding(int sequences, double tokensPerSecond, Duration step) {}

    /**
     * Writing, after the prompts are read.
     *
     * @param promptTokens random ids at the start of each sequence
     * @param newTokens steps to measure; prompt, these and three more must fit the context
     */
    public static Decoding decode(Gpt2 model, int sequences, int promptTokens, int newTokens, Sampling sampling) {
        Torch.useThreads();
        SplittableRandom random = new SplittableRandom(sampling.seed());
        List<SequenceCache> caches = new ArrayList<>();
        try {
            int[] last = new int[sequences];
            for (int s = 0; s < sequences; s++) {
                caches.add(model.newSequence());
                last[s] = read(model, caches.get(s), random.ints(promptTokens, 0, model.config().vocabularySize()).toArray(), sampling,
                        random);
            }
            long start = 0;
            for (int step = -WARM_UP; step < newTokens; step++) {
                if (step == 0) {
                    start = System.nanoTime();
                }
                List<Advance> rows = new ArrayList<>();
                for (int s = 0; s < sequences; s++) {
                    rows.add(new Advance(caches.get(s), new int[]{last[s]}, Optional.of(sampling.choice(random.nextDouble()))));
                }
                last = model.advance(rows);
            }
            long nanos = System.nanoTime() - start;
            return new Decoding(sequences, 1e9 * sequences * newTokens / nanos, Duration.ofNanos(nanos / newTokens));
        } finally {
            caches.forEach(SequenceCache::close);
        }
    }

    /** Reading: prompt tokens per second, the median of {@code runs} prompts of random ids. */
    public static double prefill(Gpt2 model, int promptTokens, int runs) {
        Torch.useThreads();
        SplittableRandom random = new SplittableRandom(0);
        double[] tokensPerSecond = new double[runs];
        for (int run = -1; run < runs; run++) { // the first one only warms up
            int[] prompt = random.ints(promptTokens, 0, model.config().vocabularySize()).toArray();
            try (SequenceCache cache = model.newSequence()) {
                long start = System.nanoTime();
                read(model, cache, prompt, Sampling.greedy(), random);
                if (run >= 0) {
                    tokensPerSecond[run] = 1e9 * promptTokens / (System.nanoTime() - start);
                }
            }
        }
        Arrays.sort(tokensPerSecond);
        return tokensPerSecond[runs / 2];
    }

    private static int read(Gpt2 model, SequenceCache cache, int[] prompt, Sampling sampling, SplittableRandom random) {
        int token = -1;
        for (int from = 0; from < prompt.length; from += Continuation.PREFILL) {
            int to = Math.min(prompt.length, from + Continuation.PREFILL);
            token = model.advance(List.of(new Advance(cache, Arrays.copyOfRange(prompt, from, to),
                    to == prompt.length ? Optional.of(sampling.choice(random.nextDouble())) : Optional.empty())))[0];
        }
        return token;
    }
}
