package dev.retort.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

import dev.retort.events.CurvePoint;

/** A run's loss in a few lines of text: a line for training, a mark for each validation loss, from the first update to the last that is planned. */
final class CurvePlot {
    private static final int LABEL = 8;
    private static final int WIDEST = 72;
    private final int columns;
    private final int rows;
    private final boolean unicode;

    /** @param columns of the terminal */
    CurvePlot(int columns, int rows, boolean unicode) {
        this.columns = Math.min(WIDEST, columns - LABEL - 4);
        this.rows = rows;
        this.unicode = unicode;
    }

    /** Nothing before the second update. */
    List<String> lines(List<CurvePoint> points, int steps) {
        if (points.size() < 2) {
            return List.of();
        }
        Canvas canvas = new Canvas(columns, rows, unicode);
        double[] losses = means(points, steps, canvas.width());
        double low = losses(points, losses).min().orElseThrow();
        double high = Math.max(low + 1e-9, losses(points, losses).max().orElseThrow());
        ToDoubleFunction<Double> height = loss -> Math
                .round((high - Math.max(low, Math.min(high, loss))) / (high - low) * (canvas.height() - 1));
        int before = -1;
        for (int x = 0; x < losses.length; x++) {
            if (!Double.isNaN(losses[x])) {
                int y = (int) height.applyAsDouble(losses[x]);
                canvas.line(before < 0 ? x : before, before < 0 ? y : (int) height.applyAsDouble(losses[before]), x, y);
                before = x;
            }
        }
        points.forEach(point -> point.validationLoss()
                .ifPresent(loss -> canvas.mark(place(point.step(), steps, canvas.width()), (int) height.applyAsDouble(loss))));
        return labelled(canvas.rows(), high, low);
    }

    private static DoubleStream losses(List<CurvePoint> points, double[] means) {
        return DoubleStream
                .concat(DoubleStream.of(means), points.stream().flatMap(point -> point.validationLoss().stream()).mapToDouble(v -> v))
                .filter(Double::isFinite);
    }

    /** The mean of the updates that share a column of dots; not a number where there is none. */
    private static double[] means(List<CurvePoint> points, int steps, int width) {
        double[] sums = new double[width];
        int[] counts = new int[width];
        for (CurvePoint point : points) {
            int x = place(point.step(), steps, width);
            sums[x] += point.loss();
            counts[x]++;
        }
        for (int x = 0; x < width; x++) {
            sums[x] = counts[x] == 0 ? Double.NaN : sums[x] / counts[x];
        }
        return sums;
    }

    private static int place(int step, int steps, int width) {
        return steps < 2 ? 0 : Math.min(width - 1, (int) ((step - 1L) * (width - 1) / (steps - 1)));
    }

    private List<String> labelled(List<String> drawn, double high, double low) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < drawn.size(); row++) {
            String label = row == 0 ? figure(high) : row == drawn.size() - 1 ? figure(low) : "";
            lines.add("%s%s %s %s".formatted(" ".repeat(Math.max(0, LABEL - label.length())), label, unicode ? "│" : "|", drawn.get(row)));
        }
        return lines;
    }

    /** For example {@code 1.835}. */
    static String figure(double loss) {
        return String.format(Locale.ROOT, Math.abs(loss) < 100 ? "%.3f" : "%.1f", loss);
    }
}
