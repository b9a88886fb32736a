package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {
    @Test
    void theSameSeedGivesTheSameIntervalAndAnotherSeedAnother() {
        double[] values = new SplittableRandom(3).doubles(20).toArray();

        assertThat(mean(new Bootstrap(0.95, 500, 1), values)).isEqualTo(mean(new Bootstrap(0.95, 500, 1), values));
        assertThat(mean(new Bootstrap(0.95, 500, 1), values)).isNotEqualTo(mean(new Bootstrap(0.95, 500, 2), values));
    }

    /** Of 1,000 intervals about 950 must hold the true mean, 0; three standard deviations of that count are 21, small samples are allowed 40. */
    @ParameterizedTest
    @CsvSource({"5, 910, 990", "10, 915, 985", "40, 925, 975"})
    void aboutNineteenOfTwentyIntervalsHoldTheTruth(int examples, int fewest, int most) {
        SplittableRandom random = new SplittableRandom(17);
        int held = 0;
        for (int i = 0; i < 1000; i++) {
            double[] values = new double[examples];
            Arrays.setAll(values, j -> random.nextGaussian());
            Interval interval = mean(new Bootstrap(0.95, 400, i), values).orElseThrow();
            held += interval.low() <= 0 && 0 <= interval.high() ? 1 : 0;
        }
        assertThat(held).isBetween(fewest, most);
    }

    @Test
    void aLargeSampleGivesTheTextbookInterval() {
        SplittableRandom random = new SplittableRandom(5);
        double[] values = new double[2000];
        Arrays.setAll(values, j -> 3 + random.nextGaussian());
        double mean = Arrays.stream(values).average().orElseThrow();

        Interval interval = mean(new Bootstrap(0.95, 2000, 1), values).orElseThrow();

        assertThat(interval.low()).isCloseTo(mean - 1.96 / Math.sqrt(2000), within(0.004));
        assertThat(interval.high()).isCloseTo(mean + 1.96 / Math.sqrt(2000), within(0.004));
    }

    @Test
    void oneExampleSaysNothing() {
        assertThat(mean(new Bootstrap(0.95, 100, 1), new double[]{3})).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.975, 2, 4.3027", "0.975, 4, 2.7764", "0.975, 9, 2.2622", "0.95, 5, 2.0150", "0.975, 100, 1.9840"})
    void quantilesOfStudentsDistributionAreThoseOfTheTables(double p, int degreesOfFreedom, double expected) {
        assertThat(Normal.studentQuantile(p, degreesOfFreedom)).isCloseTo(expected, within(0.01 * expected));
    }

    /** A bound is beyond the interval's end where the p-value is below the share left out there. */
    @Test
    void aPValueSaysTheSameAsTheInterval() {
        double[] values = new SplittableRandom(9).doubles(30).toArray();
        Resampled mean = new Bootstrap(0.95, 20_000, 1)
                .resample(30, sample -> Arrays.stream(sample).mapToDouble(i -> values[i]).average().orElseThrow()).orElseThrow();
        double low = mean.interval(0.95).low();

        assertThat(mean.atMost(low)).isCloseTo(0.025, within(0.001));
        assertThat(mean.atMost(low - 0.01)).isLessThan(0.025);
        assertThat(mean.atMost(low + 0.01)).isGreaterThan(0.025);
        assertThat(mean.atMost(5)).isGreaterThan(0.99);
    }

    @Test
    void aFewExamplesThatAllSayTheSameProveLittleAndManyProveMuch() {
        assertThat(constant(2).atMost(0.1)).isGreaterThan(0.05);
        assertThat(constant(6).atMost(0.1)).isBetween(1e-4, 0.02);
        assertThat(constant(16).atMost(0.1)).isLessThan(1e-6);
    }

    private static Resampled constant(int examples) {
        return new Bootstrap(0.95, 1000, 1).resample(examples, sample -> 1.0).orElseThrow();
    }

    private static Optional<Interval> mean(Bootstrap bootstrap, double[] values) {
        return bootstrap.interval(values.length, sample -> Arrays.stream(sample).mapToDouble(i -> values[i]).average().orElseThrow());
    }
}
