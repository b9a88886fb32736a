package dev.retort.terminal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

import dev.retort.time.SystemClock;

/** One line of progress: drawn again and again on a terminal, else a new line every few seconds. */
public final class ProgressBar {
    static final int WIDTH = 28;
    private static final Duration REDRAW = Duration.ofMillis(80);
    private static final Duration NEW_LINE = Duration.ofSeconds(5);
    private final Terminal terminal;
    private final String what;
    private final InstantSource clock;
    private long nextMillis;

    public ProgressBar(Terminal terminal, String what) {
        this(terminal, what, SystemClock.utc());
    }

    ProgressBar(Terminal terminal, String what, InstantSource clock) {
        this.terminal = terminal;
        this.what = what;
        this.clock = clock;
    }

    /** @param fraction how much is done, 0 to 1 */
    public void show(double fraction, String detail) {
        show(fraction, () -> detail);
    }

    /** @param detail is asked for only when it is drawn */
    public synchronized void show(double fraction, Supplier<String> detail) {
        long now = clock.millis();
        if (now < nextMillis) {
            return;
        }
        nextMillis = now + (terminal.interactive() ? REDRAW : NEW_LINE).toMillis();
        draw(fraction, detail.get(), false);
    }

    /** Draws the last state and leaves the line. */
    public synchronized void finish(String detail) {
        draw(1, detail, true);
    }

    private void draw(double fraction, String detail, boolean last) {
        double done = Math.max(0, Math.min(1, fraction));
        if (!terminal.interactive()) {
            terminal.say("%s %3.0f%% %s".formatted(what, done * 100, detail));
            return;
        }
        terminal.out().print("\r%s %s %3.0f%% %s\u001b[K%s".formatted(what, bar(terminal, done), done * 100, detail,
                last ? System.lineSeparator() : ""));
        terminal.out().flush();
    }

    /** @param done 0 to 1 */
    static String bar(Terminal terminal, double done) {
        int full = (int) Math.round(done * WIDTH);
        return terminal.good((terminal.unicode() ? "█" : "#").repeat(full))
                + terminal.faint((terminal.unicode() ? "░" : ".").repeat(WIDTH - full));
    }

    /** For example {@code 1:05}. */
    public static String clock(Duration duration) {
        return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
