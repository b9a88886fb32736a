package dev.retort.terminal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import dev.retort.events.CurvePoint;
import dev.retort.time.SystemClock;

/**
 * A training run as it goes: progress, the loss as a curve, validation losses. Drawn over itself on a terminal, in nine lines or, where it is narrow, in
 * two; elsewhere a plain line every few seconds.
 */
public final class LiveCurve {
    private static final int ROWS = 6;
    private static final int NARROW = 40;
    private static final Duration REDRAW = Duration.ofMillis(150);
    private final Terminal terminal;
    private final String what;
    private final InstantSource clock;
    private final ProgressBar plain;
    private final List<CurvePoint> points = new ArrayList<>();
    private int steps;
    private int drawn;
    private long nextMillis;

    public LiveCurve(Terminal terminal, String what) {
        this(terminal, what, SystemClock.utc());
    }

    LiveCurve(Terminal terminal, String what, InstantSource clock) {
        this.terminal = terminal;
        this.what = what;
        this.clock = clock;
        this.plain = new ProgressBar(terminal, what, clock);
    }

    /** The latest update that it knows of, 0 before the first. */
    public int lastStep() {
        return points.isEmpty() ? 0 : points.get(points.size() - 1).step();
    }

    public void add(CurvePoint point) {
        points.add(point);
    }

    /**
     * @param planned how many updates the run has
     * @param detail asked for only when it is drawn
     */
    public void show(int planned, Supplier<String> detail) {
        steps = planned;
        if (!terminal.interactive()) {
            plain.show(done(), () -> detail.get() + validation().map(text -> ", " + text).orElse(""));
            return;
        }
        long now = clock.millis();
        if (now >= nextMillis) {
            nextMillis = now + REDRAW.toMillis();
            draw(detail.get());
        }
    }

    /** Draws the last state and leaves it there. */
    public void finish(String detail) {
        if (terminal.interactive()) {
            draw(detail);
        } else {
            plain.finish(detail + validation().map(text -> ", " + text).orElse(""));
        }
    }

    private double done() {
        return steps == 0 ? 0 : Math.min(1, lastStep() / (double) steps);
    }

    /** Without wrapping: a line that is too long, because the window is smaller now, must not become two. */
    private void draw(String detail) {
        StringBuilder text = new StringBuilder("\u001b[?7l\r");
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append('A');
        }
        List<String> lines = lines(detail);
        lines.forEach(line -> text.append(line).append("\u001b[K").append(System.lineSeparator()));
        text.append("\u001b[?7h");
        drawn = lines.size();
        terminal.out().print(text);
        terminal.out().flush();
    }

    private List<String> lines(String detail) {
        List<String> lines = new ArrayList<>();
        String percent = "%3.0f%% ".formatted(100 * done());
        boolean narrow = terminal.columns() < NARROW;
        int room = Math.max(0, terminal.columns() - what.length() - percent.length() - (narrow ? 1 : ProgressBar.WIDTH + 2));
        lines.add(what + " " + (narrow ? "" : ProgressBar.bar(terminal, done()) + " ") + percent + cut(detail, room));
        if (!narrow) {
            List<String> plot = new CurvePlot(terminal.columns(), ROWS, terminal.unicode()).lines(points, Math.max(steps, lastStep()));
            lines.addAll(plot);
            for (int missing = plot.size(); missing < ROWS; missing++) {
                lines.add(""); // the drawing keeps its height
            }
        }
        lines.add(cut("  " + training() + validation().map(text -> ", " + text).orElse(""), terminal.columns()));
        return lines;
    }

    private String training() {
        return points.isEmpty()
                ? ""
                : "loss %s to %s".formatted(CurvePlot.figure(points.get(0).loss()), CurvePlot.figure(points.get(points.size() - 1).loss()));
    }

    /** The first, the last and the best validation loss, where one was measured. */
    private Optional<String> validation() {
        List<CurvePoint> measured = points.stream().filter(point -> point.validationLoss().isPresent()).toList();
        return measured.stream().min((a, b) -> Double.compare(loss(a), loss(b)))
                .map(best -> measured.size() == 1
                        ? "validation %s at step %d".formatted(CurvePlot.figure(loss(best)), best.step())
                        : "validation %s to %s, best %s at step %d".formatted(CurvePlot.figure(loss(measured.get(0))),
                                CurvePlot.figure(loss(measured.get(measured.size() - 1))), CurvePlot.figure(loss(best)), best.step()));
    }

    private static double loss(CurvePoint point) {
        return point.validationLoss().orElseThrow();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
