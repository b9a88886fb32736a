package dev.retort.evaluation;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Confidence intervals by resampling examples with replacement (Efron 1979). Where two models are compared the examples are pairs: both models'
 * figures of an example are drawn together, so that what is hard for both cancels. The percentiles are widened for small samples (Hesterberg
 * 2015, "What Teachers Should Know About the Bootstrap", section 5.3): the plain ones are too narrow by the same factor as a normal instead of
 * a t interval without its n / (n - 1).
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

    /**
     * @param examples how many examples there are; under two nothing can be said
     * @param statistic the figure of a sample, given as places of examples, repeated as drawn
     */
    Optional<Interval> interval(int examples, ToDoubleFunction<int[]> statistic) {
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
        double tail = tail(examples);
        return Optional.of(new Interval(percentile(figures, tail), percentile(figures, 1 - tail)));
    }

    /** The share of resamples to leave out on each side. */
    private double tail(int examples) {
        double t = Normal.studentQuantile((1 + confidence) / 2, examples - 1);
        return Normal.cumulative(-Math.sqrt(examples / (examples - 1.0)) * t);
    }

    private static double percentile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
