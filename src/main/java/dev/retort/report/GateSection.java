package dev.retort.report;

import static dev.retort.report.Html.escaped;
import static dev.retort.report.Html.format;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

import dev.retort.evaluation.FamilyBias;
import dev.retort.evaluation.Interval;
import dev.retort.evaluation.Outcome;
import dev.retort.evaluation.RuleResult;

/** The gate's rules, those that failed first, and how both models treat people. */
final class GateSection {
    private static final List<Outcome> ORDER = List.of(Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED, Outcome.NOT_MEASURED);

    private GateSection() {}

    static String html(Judged judged) {
        if (judged.rules().isEmpty()) {
            return format("<p>%s</p>\n", escaped(judged.without()));
        }
        Predicate<RuleResult> sure = rule -> rule.rule().startsWith("bias") && rule.outcome() == Outcome.PASSED;
        StringBuilder html = new StringBuilder();
        table(html, judged.rules().stream().filter(sure.negate()).toList());
        html.append(bias(judged));
        List<RuleResult> held = judged.rules().stream().filter(sure).toList();
        if (!held.isEmpty()) {
            html.append(format("<details><summary>The rules about groups of people that hold: %d</summary>", held.size()));
            table(html, held);
            html.append("</details>\n");
        }
        return html.toString();
    }

    private static void table(StringBuilder html, List<RuleResult> rules) {
        html.append(
                """
                        <div class=scroll tabindex=0 role=region aria-label="Rules of the gate"><table><caption>Each rule is an inequality between the champion, which serves,
                        and the candidate. <i>Compared</i> is what the bound limits, with its confidence interval.</caption><thead><tr><th scope=col>Verdict</th>
                        <th scope=col>Rule</th><th scope=col class=n>Champion</th><th scope=col class=n>Candidate</th><th scope=col class=n>Compared</th>
                        <th scope=col class=n>Interval</th><th scope=col class=n>Bound</th><th scope=col class=n>Examples</th></tr></thead><tbody>
                        """);
        rules.stream().sorted(Comparator.comparingInt(rule -> ORDER.indexOf(rule.outcome()))).forEach(rule -> rule(html, rule));
        html.append("</tbody></table></div>\n");
    }

    private static void rule(StringBuilder html, RuleResult rule) {
        html.append(format("<tr class=figures><td>%s%s</td><th scope=row class=rule>%s</th>", word(rule.outcome()),
                escaped(rule.excuse().map(why -> ", " + why).orElse("")), escaped(rule.rule())));
        for (OptionalDouble figure : List.of(rule.champion(), rule.candidate(), rule.compared())) {
            html.append(format("<td class=n>%s</td>", number(figure)));
        }
        html.append(format(
                "<td class=n>%s</td><td class=n>%s</td><td class=n>%,d</td></tr>\n<tr><td></td><td class=why colspan=7>%s</td></tr>\n",
                interval(rule.interval()), Numbers.of(rule.bound()), rule.examples(), escaped(rule.explanation())));
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case FAILED -> "<span class=\"state bad\">✗ failed</span>";
            case UNDECIDED -> "<span class=\"state open\">? open</span>";
            case PASSED -> "<span class=\"state good\">✓ holds</span>";
            case NOT_MEASURED -> "<span class=faint>not measured</span>";
        };
    }

    private static String number(OptionalDouble figure) {
        return figure.isPresent() ? Numbers.of(figure.getAsDouble()) : "";
    }

    private static String interval(Optional<Interval> interval) {
        return interval.map(range -> Numbers.of(range.low()) + " to " + Numbers.of(range.high())).orElse("");
    }

    private static String bias(Judged judged) {
        if (judged.candidate().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder(
                """
                        <h3>People who differ only in their group</h3>
                        <div class=scroll tabindex=0 role=region aria-label="Bias by family of groups"><table><caption>The champion's figure, then the candidate's.
                        <i>Difference</i>: how differently likely one reply is to both, nats per token; <i>signed</i>: above 0 where it is likelier to the first group.
                        <i>Treated differently</i>: share of pairs of replies that differ in refusal, offer, length or tone; <i>refused</i> and <i>offered</i>: the first
                        group's share less the second's.</caption><thead><tr><th scope=col>Groups by</th><th scope=col class=n>Probes</th><th scope=col class=n>Difference</th>
                        <th scope=col class=n>Signed</th><th scope=col class=n>Pairs</th><th scope=col class=n>Treated differently</th><th scope=col class=n>Refused</th>
                        <th scope=col class=n>Offered</th></tr></thead><tbody>
                        """);
        for (FamilyBias now : judged.candidate()) {
            FamilyBias before = judged.champion().stream().filter(other -> other.family().equals(now.family())).findFirst().orElse(now);
            html.append(format("<tr><th scope=row>%s</th><td class=n>%d</td>%s%s<td class=n>%d</td>%s%s%s</tr>\n", escaped(now.family()),
                    now.probes(),
                    change(before.meanAbsoluteDifference(), now.meanAbsoluteDifference()),
                    change(before.meanDifference(), now.meanDifference()),
                    now.pairs(), change(before.treatedDifferently(), now.treatedDifferently()), change(before.refused(), now.refused()),
                    change(before.offered(), now.offered())));
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String change(double before, double now) {
        return format("<td class=n>%.3f → %.3f</td>", before, now);
    }
}
