package dev.retort.report;

import static dev.retort.report.Html.escaped;
import static dev.retort.report.Html.format;

import java.util.Locale;

/** A run's report, from its header to its notes. */
final class Page {
    private Page() {}

    static String of(RunReport report) {
        String name = escaped(report.name());
        StringBuilder page = new StringBuilder(
                format("""
                        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
                        <meta name="referrer" content="no-referrer"><meta http-equiv="Content-Security-Policy" content="%s">
                        <title>%s: %s</title><style>%s</style></head><body>
                        """,
                        Style.POLICY, name, escaped(report.ending().word()), Style.SHEET));
        page.append(format("<header><h1>%s <span class=\"state %s\">%s</span></h1>\n<p class=change>%s</p>\n", name,
                report.ending().tone().name().toLowerCase(Locale.ROOT), escaped(report.ending().word()), escaped(report.change())));
        if (!report.ending().summary().isBlank()) {
            page.append(format("<p>%s</p>\n", escaped(report.ending().summary())));
        }
        page.append("</header>\n<main>\n");
        if (!report.ending().log().isBlank()) {
            section(page, "The end of its log", format("<pre dir=ltr>%s</pre>\n", escaped(report.ending().log())));
        }
        facts(page, report);
        section(page, "Curves", new CurvePanels(report.curve(), report.clip()).html());
        if (!report.ending().notes().isEmpty()) {
            StringBuilder notes = new StringBuilder();
            report.ending().notes().forEach(note -> notes.append(format("<p class=note>%s</p>\n", escaped(note))));
            section(page, "Notes", notes.toString());
        }
        section(page, "Replies before and after", SamplesSection.html(report.samples()));
        section(page, "The gate", GateSection.html(report.judged()));
        return page.append("</main></body></html>\n").toString();
    }

    private static void facts(StringBuilder page, RunReport report) {
        StringBuilder facts = new StringBuilder("<div class=facts>\n");
        for (FactGroup group : report.facts()) {
            facts.append(format("<div><h3>%s</h3><dl>", escaped(group.title())));
            group.facts().forEach(fact -> facts.append(format("<dt>%s</dt><dd>%s</dd>", escaped(fact.name()), escaped(fact.value()))));
            facts.append("</dl></div>\n");
        }
        section(page, "The run", facts.append("</div>\n").toString());
    }

    private static void section(StringBuilder page, String title, String body) {
        page.append(format("<section><h2>%s</h2>\n", escaped(title))).append(body).append("</section>\n");
    }
}
