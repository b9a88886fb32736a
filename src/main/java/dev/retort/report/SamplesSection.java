package dev.retort.report;

import static dev.retort.report.Html.escaped;
import static dev.retort.report.Html.format;
import static dev.retort.report.Html.said;

import java.util.List;
import java.util.Locale;

import dev.retort.evaluation.SideBySide;
import dev.retort.evaluation.SideBySide.Part;
import dev.retort.model.Turn;

/** Replies before and after, to the same prompts. */
final class SamplesSection {
    private SamplesSection() {}

    static String html(ShownReplies samples) {
        if (samples.shown().isEmpty()) {
            return format("<p>%s</p>\n", escaped(samples.without()));
        }
        StringBuilder html = new StringBuilder(
                format("""
                        <p class=faint>Both models take the likeliest token each time. Of each part up to %d examples, spread evenly over the order in which the data set
                        lists them; nobody chose them by how they look.</p>
                        """,
                        SideBySide.EACH));
        for (Part part : Part.values()) {
            List<SideBySide> shown = samples.shown().stream().filter(sample -> sample.part() == part).toList();
            if (!shown.isEmpty()) {
                html.append(format("<h3>%s</h3>\n", title(part)));
                shown.forEach(sample -> sample(html, sample));
            }
        }
        return html.toString();
    }

    private static String title(Part part) {
        return switch (part) {
            case LEARNED -> "Learned: these were trained on";
            case GATE -> "Corrections that were held back from training";
            case DOMAIN -> "Held back, and nobody corrected them";
        };
    }

    private static void sample(StringBuilder html, SideBySide sample) {
        html.append("<div class=sample><dl>");
        html.append("<dt>Prompt</dt><dd>");
        for (Turn turn : sample.prompt()) {
            if (sample.prompt().size() > 1) {
                html.append(format("<span class=role>%s</span>", turn.role().name().toLowerCase(Locale.ROOT)));
            }
            html.append(said(turn.content()));
        }
        html.append("</dd>");
        sample.flagged().ifPresent(reply -> row(html, "", "Flagged", reply));
        row(html, "", "Should be", sample.reference());
        row(html, "", "Before", sample.before());
        row(html, " class=after", "After", sample.after());
        html.append(format("</dl><p class=role>%s</p></div>\n", escaped(sample.example())));
    }

    private static void row(StringBuilder html, String look, String what, String text) {
        html.append(format("<dt>%s</dt><dd%s>", what, look)).append(said(text)).append("</dd>");
    }
}
