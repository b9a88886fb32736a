package dev.retort.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Resampling of examples with replacement (Efron 1979). Where two models are compared the examples are pairs: both models' figures of an example are
 * drawn together, so that what is hard for both cancels.
 */
final class Bootstrap {
    private final double confidence;
    private final int resamples;
    private final long seed;

    Bootstrap(double confidence, int resamples, long seed) {
        this.confidence = confidence;
        this.resamples = resamples;
        this.seed = seed;
    }

    Optional<Interval> interval(int examples, ToDoubleFunction<int[]> statistic) {
        return resample(examples, statistic).map(figures -> figures.interval(confidence));
    }

    /**
     * @param examples how many examples there are; under two nothing can be said
     * @param statistic the figure of a sample, given as places of examples, repeated as drawn
     */
    Optional<Resampled> resample(int examples, ToDoubleFunction<int[]> statistic) {
        if (examples < 2) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] figures = new double[resamples];
        int[] sample = new int[examples];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < examples; i++) {
                sample[i] = random.nextInt(examples);
            }
            figures[r] = statistic.applyAsDouble(sample);
        }
        Arrays.sort(figures);
        return Optional.of(new Resampled(figures, examples));
    }
}
