package dev.retort.report;

import static dev.retort.report.Html.escaped;
import static dev.retort.report.Html.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A line chart over a run's updates, drawn as SVG.
 *
 * @param id of the drawing in its page
 * @param about its content in words, for people who do not see it
 * @param marked a point to point at, with what is said of it
 * @param limit a level to draw a line at
 * @param epochs updates after which an epoch ends
 */
record Chart(String id, String title, String about, List<Series> series, Optional<Mark> marked, Optional<Double> limit,
        List<Integer> epochs) {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 250;
    private static final int LEFT = 58;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 40;

    record Mark(double x, double y, String label) {}

    String svg() {
        List<Series.Point> all = series.stream().flatMap(one -> one.points().stream()).toList();
        Axis x = new Axis(all.stream().mapToDouble(Series.Point::x).min().orElse(0),
                Math.max(all.stream().mapToDouble(Series.Point::x).max().orElse(1),
                        all.stream().mapToDouble(Series.Point::x).min().orElse(0) + 1),
                LEFT, WIDTH - RIGHT);
        Axis y = Axis.around(all.stream().mapToDouble(Series.Point::y).min().orElse(0),
                all.stream().mapToDouble(Series.Point::y).max().orElse(1),
                HEIGHT - BOTTOM, TOP);
        StringBuilder svg = new StringBuilder(format(
                "<svg viewBox=\"0 0 %d %d\" role=img aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">%s</title><desc id=\"%s-d\">%s</desc>\n",
                WIDTH,
                HEIGHT, id, id, id, escaped(title), id, escaped(about)));
        grid(svg, x, y);
        limit.filter(level -> level >= y.low() && level <= y.high()).ifPresent(
                level -> svg.append(
                        format("<line class=limit x1=%d x2=%d y1=%.1f y2=%.1f />\n", LEFT, WIDTH - RIGHT, y.place(level), y.place(level))));
        series.forEach(one -> line(svg, one.thinned(), x, y));
        marked.ifPresent(mark -> mark(svg, mark, x.place(mark.x()), y.place(mark.y())));
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg, Axis x, Axis y) {
        if (epochs.size() <= 20) {
            epochs.forEach(step -> svg.append(format("<line class=epoch x1=%.1f x2=%.1f y1=%d y2=%d />", x.place(step), x.place(step), TOP,
                    HEIGHT - BOTTOM)));
        }
        for (double tick : y.ticks()) {
            svg.append(
                    format("<line class=grid x1=%d x2=%d y1=%.1f y2=%.1f /><text class=tick text-anchor=end x=%d y=%.1f>%s</text>\n", LEFT,
                            WIDTH - RIGHT, y.place(tick), y.place(tick), LEFT - 6, y.place(tick) + 4, Numbers.of(tick)));
        }
        for (double tick : x.ticks()) {
            if (tick == Math.rint(tick)) {
                svg.append(format(
                        "<line class=axis x1=%.1f x2=%.1f y1=%d y2=%d /><text class=tick text-anchor=middle x=%.1f y=%d>%,.0f</text>\n",
                        x.place(tick), x.place(tick), HEIGHT - BOTTOM, HEIGHT - BOTTOM + 4, x.place(tick), HEIGHT - BOTTOM + 18, tick));
            }
        }
        svg.append(format("<line class=axis x1=%d x2=%d y1=%d y2=%d /><text class=tick text-anchor=end x=%d y=%d>update</text>\n", LEFT,
                WIDTH - RIGHT, HEIGHT - BOTTOM, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - 5));
    }

    private static void line(StringBuilder svg, Series one, Axis x, Axis y) {
        if (one.points().size() > 1) {
            svg.append(format("<polyline class=\"line %s\" points=\"%s\"/>\n", one.look(), one.points().stream()
                    .map(point -> format("%.1f,%.1f", x.place(point.x()), y.place(point.y()))).collect(Collectors.joining(" "))));
        }
        if (one.dots() || one.points().size() == 1) {
            one.points()
                    .forEach(point -> svg.append(format(
                            "<circle class=\"dot %s\" cx=%.1f cy=%.1f r=3.5><title>%s, update %.0f: %s</title></circle>\n",
                            one.look(), x.place(point.x()), y.place(point.y()), escaped(one.name()), point.x(), Numbers.of(point.y()))));
        }
    }

    /** The label stays inside, on the side where there is more room. */
    private static void mark(StringBuilder svg, Mark mark, double x, double y) {
        boolean right = x > (LEFT + WIDTH - RIGHT) / 2.0;
        boolean low = y > (TOP + HEIGHT - BOTTOM) / 2.0;
        svg.append(format("<circle class=ring cx=%.1f cy=%.1f r=7 /><text class=mark text-anchor=%s x=%.1f y=%.1f>%s</text>\n", x, y,
                right ? "end" : "start", x + (right ? 6 : -6), y + (low ? -14 : 22), escaped(mark.label())));
    }
}
