package dev.retort.dataset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.retort.dataset.QualityReport.Found;

/** A report as a page that needs nothing but itself. */
final class ReportPage {
    private static final String HEAD = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%1$s</title><style>
            body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2733;background:#fff}
            h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .4rem}p{margin:.3rem 0}.faint{color:#5b6875}
            .note{background:#fff4dc;border-left:4px solid #e0a100;padding:.4rem .8rem;margin:.4rem 0}
            table{border-collapse:collapse;width:100%%}td{padding:.15rem .6rem .15rem 0;vertical-align:top}
            td.n{text-align:right;white-space:nowrap;width:7rem;font-variant-numeric:tabular-nums}td.k{width:16rem;overflow-wrap:anywhere}
            .bar{display:block;background:#2f7d8c;height:.75rem;margin-top:.35rem;border-radius:2px;min-width:1px}
            </style></head><body><h1>%1$s</h1>
            """;

    private ReportPage() {}

    static String of(String name, QualityReport report) {
        var page = new StringBuilder(HEAD.formatted(escaped(name)));
        page.append(
                "<p class=faint>%s: %,d rows read, %,d kept</p>\n".formatted(escaped(report.file()), report.rows(), report.keptInAll()));
        report.notes().forEach(note -> page.append("<p class=note>%s</p>\n".formatted(escaped(note))));
        bars(page, "Parts", report.kept());
        found(page, "Left out", report.dropped(), "Nothing.");
        found(page, "Personal data, replaced by placeholders", report.personalData(), "None found.");
        questions(page, report);
        bars(page, "Kinds of rows", report.shapes());
        bars(page, "Languages", report.languages());
        bars(page, "Turns", report.turns());
        bars(page, "Characters before the reply", report.promptCharacters());
        bars(page, "Characters of the reply", report.replyCharacters());
        var repeated = new LinkedHashMap<String, Long>();
        report.repeatedReplies().forEach(r -> repeated.put(r.reply(), r.count()));
        bars(page, "Replies that are said most often", repeated);
        bars(page, "Where the rows come from", report.sources());
        return page.append("</body></html>\n").toString();
    }

    private static void questions(StringBuilder page, QualityReport report) {
        QualityReport.Questioned asked = report.questions();
        page.append(
                "<h2>Near duplicates</h2><p>%,d different questions. %,d rows ask what an earlier row asked, %,d nearly that%s, %,d the same in other words%s.</p>\n"
                        .formatted(asked.clusters(), asked.same(), asked.near().count(), lines(asked.near()), asked.alike().count(),
                                lines(asked.alike())));
        if (report.context().tokens() > 0) {
            page.append("<p>%,d rows are longer than the %,d tokens that %s reads; training leaves out their oldest turns.</p>\n"
                    .formatted(report.context().cut(), report.context().tokens(), escaped(report.context().model())));
        }
    }

    private static void found(StringBuilder page, String title, Map<String, Found> found, String none) {
        page.append("<h2>%s</h2>\n".formatted(title));
        if (found.isEmpty()) {
            page.append("<p>%s</p>\n".formatted(none));
            return;
        }
        page.append("<table>\n");
        found.forEach((what, f) -> page.append("<tr><td class=k>%s</td><td class=n>%,d</td><td>%s</td></tr>\n".formatted(escaped(what),
                f.count(), lines(f))));
        page.append("</table>\n");
    }

    private static String lines(Found found) {
        List<String> first = found.firstLines();
        return first.isEmpty() ? "" : " line " + escaped(String.join(", ", first)) + (found.count() > first.size() ? ", …" : "");
    }

    private static void bars(StringBuilder page, String title, Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        long most = Math.max(1, counts.values().stream().mapToLong(Long::longValue).max().orElse(1));
        page.append("<h2>%s</h2><table>\n".formatted(title));
        counts.forEach((what, count) -> page.append(
                "<tr><td class=k>%s</td><td class=n>%,d</td><td><span class=bar style=\"width:%d%%\"></span></td></tr>\n"
                        .formatted(escaped(what), count, Math.round(100.0 * count / most))));
        page.append("</table>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
