package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class HolmTest {
    /** By hand: 0.01 times 4, 0.02 times 3, 0.03 times 2, then never less than the one before. */
    @Test
    void theSmallestIsMultipliedMostAndNoneFallsBelowASmallerOne() {
        assertThat(Holm.adjusted(List.of(0.03, 0.01, 0.04, 0.02))).containsExactly(new double[]{0.06, 0.04, 0.06, 0.06}, within(1e-12));
        assertThat(Holm.adjusted(List.of(0.4, 0.9))).containsExactly(new double[]{0.8, 0.9}, within(1e-12));
        assertThat(Holm.adjusted(List.of())).isEmpty();
    }

    /** Six families of true nulls: without correction about 14 % of rounds would have a false alarm at a level of 2.5 %. */
    @Test
    void oneFalseAlarmAmongManyTestsStaysRare() {
        SplittableRandom random = new SplittableRandom(5);
        int alarms = 0;
        int uncorrected = 0;
        for (int round = 0; round < 400; round++) {
            List<Double> pValues = new ArrayList<>();
            for (int test = 0; test < 6; test++) {
                double[] values = random.doubles(40).map(value -> value - 0.5).toArray();
                pValues.add(new Bootstrap(0.95, 500, round)
                        .resample(40, sample -> PairedRules.mean(sample, i -> values[i])).orElseThrow().atMost(0));
            }
            double[] adjusted = Holm.adjusted(pValues);
            alarms += IntStream.range(0, 6).anyMatch(i -> adjusted[i] <= 0.025) ? 1 : 0;
            uncorrected += pValues.stream().anyMatch(p -> p <= 0.025) ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(20);
        assertThat(uncorrected).isGreaterThan(35);
    }
}
