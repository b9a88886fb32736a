package dev.retort.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One direction of a chart.
 *
 * @param low the value at its beginning
 * @param high the value at its end, above {@code low}
 * @param from the place of {@code low} in the drawing
 * @param to the place of {@code high}
 */
record Axis(double low, double high, double from, double to) {
    private static final int TICKS = 5;

    /** An axis that holds all values, with room where they are all alike. */
    static Axis around(double least, double most, double from, double to) {
        double room = most > least ? (most - least) * 0.06 : Math.max(1e-9, Math.abs(most) * 0.1);
        return new Axis(least >= 0 ? Math.max(0, least - room) : least - room, most + room, from, to);
    }

    double place(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    /** About five round values, as far apart as 1, 2 or 5 times a power of ten. */
    List<Double> ticks() {
        double rough = (high - low) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = rough / power > 5 ? 10 * power : rough / power > 2 ? 5 * power : rough / power > 1 ? 2 * power : power;
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
