package dev.retort.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import dev.retort.events.CurvePoint;
import org.junit.jupiter.api.Test;

class CurvePlotTest {
    static CurvePoint point(int step, double loss, Optional<Double> validation) {
        return new CurvePoint(step, step / 10.0, loss, validation, 1e-4, 1, 100, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    private static List<CurvePoint> points(int count, IntToDoubleFunction loss) {
        return IntStream.rangeClosed(1, count).mapToObj(step -> point(step, loss.applyAsDouble(step), Optional.empty())).toList();
    }

    @Test
    void aFallingLossFallsFromTheUpperLeftToTheLowerRight() {
        for (boolean unicode : new boolean[]{true, false}) {
            List<String> lines = new CurvePlot(24, 4, unicode).lines(points(12, step -> 13 - step), 12);
            assertThat(lines).hasSize(4).isSortedAccordingTo((a, b) -> Integer.compare(a.length(), b.length()));
            assertThat(lines.get(0)).startsWith(unicode ? "  12.000 │ ⠙" : "  12.000 | *");
            assertThat(lines.get(3)).matches(" +1\\.000 . {8,13}\\S{2,4}").hasSize(23);
        }
    }

    @Test
    void validationLossesAreMarkedAndTheRestOfTheRunIsEmpty() {
        List<CurvePoint> points = List.of(point(1, 3, Optional.empty()), point(2, 2, Optional.of(1.0)));
        List<String> lines = new CurvePlot(80, 3, false).lines(points, 10);
        assertThat(lines.get(0)).startsWith("   3.000 | *");
        assertThat(lines.get(2)).startsWith("   1.000 |").endsWith("o").hasSizeLessThan(30);
    }

    @Test
    void aLongRunAFlatOneAndOneThatHasHardlyBegunCanBeDrawn() {
        assertThat(new CurvePlot(100, 6, true).lines(points(100_000, step -> Math.sin(step)), 100_000)).hasSize(6)
                .allMatch(line -> line.length() <= 100);
        assertThat(new CurvePlot(40, 3, true).lines(points(5, step -> 2), 5)).hasSize(3);
        assertThat(new CurvePlot(40, 3, true).lines(points(1, step -> 2), 5)).isEmpty();
    }
}
