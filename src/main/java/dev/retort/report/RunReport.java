package dev.retort.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Content of a run's page.
 *
 * @param name of the run
 * @param change from which version to which
 * @param clip the norm that gradients are clipped to, where it is known
 */
public record RunReport(String name, String change, Ending ending, List<FactGroup> facts, Curve curve, OptionalDouble clip,
        ShownReplies samples,
        Judged judged) {
    public RunReport {
        facts = List.copyOf(facts);
    }

    /** The page, whole: no script, nothing from elsewhere. */
    public String html() {
        return Page.of(this);
    }

    /** Value of the page's {@code Content-Security-Policy} header: its own style sheet, and nothing else. */
    public static String policy() {
        return Style.POLICY + "; frame-ancestors 'none'";
    }
}
