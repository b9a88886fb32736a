package dev.retort.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.terminal.ProgressBar;
import dev.retort.terminal.Terminal;
import dev.retort.tuning.Described;
import dev.retort.tuning.Entry;
import dev.retort.tuning.Stand;
import dev.retort.tuning.Trial;
import dev.retort.tuning.TrialOutcome;

/** A search as a table: drawn again in its place on a terminal, the best trial first; else a line for each measurement. */
final class TuningTable {
    private static final int MOST_ROWS = 24; // taller than that, a terminal scrolls and can't draw in place
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration STILL_ALIVE = Duration.ofSeconds(30);
    private static final String ROW = "%-12s %-6s %8s %6s %6s %-8s %5s %13s %7s  %s";
    private static final String HEADER = ROW.formatted("trial", "method", "rate", "batch", "epochs", "adapter", "rung", "held-out loss",
            "time", "");
    private final Terminal terminal;
    private final InstantSource clock;
    private final int columns = Integer.getInteger("retort.columns", 140);
    private int drawn;
    private int said = -1;
    private long nextMillis;

    TuningTable(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    void show(Stand stand) {
        long now = clock.millis();
        boolean news = stand.entries().size() != said;
        if (terminal.interactive() && (news || now >= nextMillis)) {
            nextMillis = now + REDRAW.toMillis();
            said = stand.entries().size();
            draw(stand);
        } else if (!terminal.interactive()) {
            say(stand, now);
        }
    }

    private void say(Stand stand, long now) {
        if (said < 0) { // what an interrupted search has measured before is not said again
            terminal.say(HEADER.stripTrailing());
            said = stand.entries().size();
            nextMillis = now + STILL_ALIVE.toMillis();
        }
        for (; said < stand.entries().size(); said++) {
            Entry entry = stand.entries().get(said);
            terminal.say(row(stand, stand.trials().get(entry.trial() - 1), Optional.of(entry), left(stand)).stripTrailing());
            nextMillis = now + STILL_ALIVE.toMillis();
        }
        if (now >= nextMillis) {
            nextMillis = now + STILL_ALIVE.toMillis();
            stand.running().ifPresent(running -> {
                Trial trial = stand.trials().get(running.trial() - 1);
                terminal.say(row(stand, trial, Optional.empty(), joined(doing(running), left(stand))).stripTrailing());
            });
        }
    }

    private void draw(Stand stand) {
        List<String> lines = new ArrayList<>(List.of(terminal.bold(cut(HEADER))));
        List<Trial> ranking = stand.ranking();
        for (int i = 0; i < Math.min(MOST_ROWS, ranking.size()); i++) {
            lines.add(styled(stand, ranking.get(i), i == 0));
        }
        if (ranking.size() > MOST_ROWS) {
            lines.add(terminal.faint("… and %d more".formatted(ranking.size() - MOST_ROWS)));
        }
        String doing = stand.running()
                .map(r -> "trial %d in rung %d of %d, %s".formatted(r.trial(), r.rung() + 1, stand.halving().rungs(), doing(r))).orElse("");
        lines.add(cut("base %.4f; ".formatted(stand.startLoss()) + joined(doing, left(stand))));
        StringBuilder out = new StringBuilder(drawn > 0 ? "\u001b[%dA".formatted(drawn) : "");
        lines.forEach(line -> out.append(line).append("\u001b[K").append(System.lineSeparator()));
        drawn = lines.size();
        terminal.out().print(out);
        terminal.out().flush();
    }

    private String styled(Stand stand, Trial trial, boolean best) {
        Optional<Entry> last = stand.last(trial.number());
        boolean running = stand.running().filter(r -> r.trial() == trial.number()).isPresent();
        String text = cut(row(stand, trial, last, running ? "…" : ""));
        if (last.isEmpty()) {
            return running ? text : terminal.faint(text);
        }
        boolean failed = last.get().outcome() instanceof TrialOutcome.Failed;
        return failed ? terminal.bad(text) : best ? terminal.good(text) : text;
    }

    private static String row(Stand stand, Trial trial, Optional<Entry> entry, String note) {
        Map<String, String> cells = Described.of(trial);
        Optional<TrialOutcome> outcome = entry.map(Entry::outcome);
        String failed = outcome.filter(TrialOutcome.Failed.class::isInstance).map(TrialOutcome::text).orElse("");
        Optional<TrialOutcome> measured = outcome.filter(TrialOutcome.Measured.class::isInstance);
        return ROW.formatted(cells.get("trial"), cells.get("method"), cells.get("rate"), cells.get("batch"), cells.get("epochs"),
                cells.get("adapter"), entry.map(e -> "%d/%d".formatted(e.rung() + 1, stand.halving().rungs())).orElse("-"),
                measured.map(TrialOutcome::text).orElse("-"),
                measured.map(m -> ProgressBar.clock(((TrialOutcome.Measured) m).time())).orElse("-"), joined(failed, note));
    }

    private static String doing(Stand.Running running) {
        return running.progress().map(p -> "step %d of %d, loss %.3f".formatted(p.step(), p.steps(), p.loss())).orElse("begins");
    }

    private static String left(Stand stand) {
        return stand.left().map(left -> "about %s left".formatted(ProgressBar.clock(left))).orElse("");
    }

    private static String joined(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? one + other : one + ", " + other;
    }

    private String cut(String line) {
        return line.length() > columns ? line.substring(0, columns) : line;
    }
}
