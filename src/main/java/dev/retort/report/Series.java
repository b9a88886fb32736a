package dev.retort.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.retort.events.CurvePoint;

/**
 * One line of a chart.
 *
 * @param look its class in the style sheet
 * @param dots whether each point is marked
 */
record Series(String name, String look, boolean dots, List<Point> points) {
    private static final int MOST = 400;

    /** @param x the update it stands for */
    record Point(double x, double y) {}

    static Series of(String name, String look, boolean dots, List<CurvePoint> curve, Function<CurvePoint, Optional<Double>> value) {
        return new Series(name, look, dots, curve.stream().flatMap(point -> value.apply(point).stream().filter(Double::isFinite)
                .map(y -> new Point(point.step(), y))).toList());
    }

    /** Means of the points around each, a fifteenth of the curve wide, so that the line lags behind nothing. */
    Series smoothed(String title, String other) {
        int reach = Math.max(1, points.size() / 30);
        List<Point> smooth = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            int side = Math.min(reach, Math.min(i, points.size() - 1 - i)); // as much before as after
            smooth.add(new Point(points.get(i).x(),
                    points.subList(i - side, i + side + 1).stream().mapToDouble(Point::y).average().orElseThrow()));
        }
        return new Series(title, other, false, smooth);
    }

    /** Points that a drawing can show. If there are more, each stretch keeps its least and its greatest, so that no peak is lost. */
    Series thinned() {
        if (points.size() <= 2 * MOST) {
            return this;
        }
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            List<Point> stretch = points.subList((int) ((long) i * points.size() / MOST), (int) ((i + 1L) * points.size() / MOST));
            Point least = stretch.get(0);
            Point most = stretch.get(0);
            for (Point point : stretch) {
                least = point.y() < least.y() ? point : least;
                most = point.y() > most.y() ? point : most;
            }
            kept.add(least.x() <= most.x() ? least : most);
            if (!least.equals(most)) {
                kept.add(least.x() <= most.x() ? most : least);
            }
        }
        return new Series(name, look, dots, kept);
    }
}
