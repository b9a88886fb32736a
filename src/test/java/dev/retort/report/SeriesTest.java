package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SeriesTest {
    private static Series of(double... values) {
        return new Series("loss", "raw", false,
                IntStream.range(0, values.length).mapToObj(i -> new Series.Point(i + 1, values[i])).toList());
    }

    @Test
    void smoothingIsTheMeanAroundAPointAndLeavesAStraightLineAsItIs() {
        assertThat(of(3, 0, 3).smoothed("smooth", "train").points()).extracting(Series.Point::y).containsExactly(3.0, 2.0, 3.0);
        double[] line = IntStream.range(0, 100).mapToDouble(i -> 5 - 0.01 * i).toArray();
        List<Series.Point> smooth = of(line).smoothed("smooth", "train").points();
        for (int i = 0; i < line.length; i++) {
            assertThat(smooth.get(i).y()).isCloseTo(line[i], within(1e-12));
        }
    }

    @Test
    void aLongCurveKeepsItsPeaks() {
        double[] values = new double[100_000];
        values[12_345] = 9;
        values[54_321] = -9;
        Series thin = of(values).thinned();
        assertThat(thin.points()).hasSizeLessThan(900).contains(new Series.Point(12_346, 9), new Series.Point(54_322, -9));
        assertThat(thin.points()).isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
        assertThat(of(1, 2, 3).thinned().points()).hasSize(3);
    }
}
