package dev.retort.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.dataset.Dataset;
import dev.retort.dataset.QualityReport;
import dev.retort.dataset.QualityReport.Found;
import dev.retort.terminal.Terminal;

/** A data set's report in the terminal. */
final class ReportTable {
    private static final int MOST_OF_A_KIND = 8;
    private static final double LEAST_SHARE = 0.005; // less is printed as 0 %
    private static final int SHOWN_CHARACTERS = 60;
    private final Terminal terminal;

    private ReportTable(Terminal terminal) {
        this.terminal = terminal;
    }

    static void print(Terminal terminal, Dataset dataset) throws IOException {
        Optional<QualityReport> report = dataset.report();
        if (report.isPresent()) {
            new ReportTable(terminal).print(report.get());
            terminal.say(terminal.faint("the same as a page: " + dataset.folder().resolve(QualityReport.PAGE)));
        } else {
            new ReportTable(terminal).shares("rows", dataset.manifest().counts());
        }
    }

    private void print(QualityReport report) {
        line("read", report.rows(), report.file());
        line("kept", report.keptInAll(),
                String.join(", ", report.kept().entrySet().stream().map(e -> "%s %,d".formatted(e.getKey(), e.getValue())).toList()));
        report.dropped().forEach((reason, found) -> line("dropped", found.count(), reason + lines(found)));
        report.personalData().forEach((kind, found) -> line("redacted", found.count(), kind + lines(found)));
        QualityReport.Questioned asked = report.questions();
        line("questions", asked.clusters(), "asked again in the same words %,d times".formatted(asked.same()));
        line("near duplicates", asked.near().count(), "asked in nearly the same words" + lines(asked.near()));
        if (asked.byMeaning() > 0) {
            line("in other words", asked.alike().count(), "asked in other words" + lines(asked.alike()));
        }
        if (report.context().tokens() > 0) {
            line("cut", report.context().cut(), "longer than %s reads, %,d tokens: training leaves out their oldest turns"
                    .formatted(report.context().model(), report.context().tokens()));
        }
        shares("kinds", report.shapes());
        shares("languages", report.languages());
        shares("turns", report.turns());
        shares("prompt, characters", report.promptCharacters());
        shares("reply, characters", report.replyCharacters());
        var repeated = new LinkedHashMap<String, Long>();
        report.repeatedReplies().stream().limit(3).forEach(r -> repeated.put(shortened(r.reply()), r.count()));
        repeated.forEach((reply, count) -> line("said often", count, reply));
        shares("sources", report.sources());
        report.notes().forEach(note -> terminal.say(terminal.bad("! ") + note));
    }

    private void shares(String what, Map<String, Long> counts) {
        double all = Math.max(1, counts.values().stream().mapToLong(Long::longValue).sum());
        List<String> shares = counts.entrySet().stream().filter(e -> e.getValue() >= LEAST_SHARE * all).limit(MOST_OF_A_KIND)
                .map(e -> "%s: %.0f %%".formatted(shortened(e.getKey()), 100 * e.getValue() / all)).toList();
        if (!shares.isEmpty()) {
            terminal.say("  %-20s %s".formatted(what, String.join("  ", shares) + (counts.size() > MOST_OF_A_KIND ? "  …" : "")));
        }
    }

    private void line(String what, long count, String detail) {
        terminal.say("  %-20s %,11d  %s".formatted(what, count, detail));
    }

    private static String lines(Found found) {
        return found.firstLines().isEmpty()
                ? ""
                : ": line %s%s".formatted(String.join(", ", found.firstLines()), found.count() > found.firstLines().size() ? ", …" : "");
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line;
    }
}
