package dev.retort.evaluation;

import java.util.Arrays;

/**
 * A figure's bootstrap distribution. Percentiles are widened for small samples (Hesterberg 2015, "What Teachers Should Know About the Bootstrap",
 * section 5.3): the plain ones are too narrow by the same factor as a normal instead of a t interval without its n / (n - 1).
 */
final class Resampled {
    private final double[] sorted;
    private final int examples;

    /** @param sorted the figure of each resample, ascending */
    Resampled(double[] sorted, int examples) {
        this.sorted = sorted;
        this.examples = examples;
    }

    Interval interval(double confidence) {
        double t = Normal.studentQuantile((1 + confidence) / 2, examples - 1);
        double tail = Normal.cumulative(-Math.sqrt(examples / (examples - 1.0)) * t);
        return new Interval(percentile(tail), percentile(1 - tail));
    }

    /**
     * One-sided p-value of "the figure is at most {@code bound}": the smallest tail for which the interval above lies beyond the bound. Where all
     * resamples do, their own share can't tell how far: the tail is then that of a normal distribution with their mean and deviation.
     */
    double atMost(double bound) {
        int within = 0;
        while (within < sorted.length && sorted[within] <= bound) {
            within++;
        }
        double deviations = within > 0 ? -Normal.quantile(within / (double) sorted.length) : deviationsAbove(bound);
        return 1 - Normal.studentCumulative(deviations * Math.sqrt((examples - 1.0) / examples), examples - 1);
    }

    private double deviationsAbove(double bound) {
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double variance = Arrays.stream(sorted).map(figure -> (figure - mean) * (figure - mean)).average().orElseThrow();
        double smallest = Normal.quantile(1 - 1 / (sorted.length + 1.0));
        // examples that all say the same would deviate by nothing: as if one more had said nothing
        double deviation = Math.max(Math.sqrt(variance), Math.abs(mean) / (examples + 1));
        return Math.max(smallest, (mean - bound) / deviation);
    }

    private double percentile(double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
