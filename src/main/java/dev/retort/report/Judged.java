package dev.retort.report;

import java.util.List;

import dev.retort.evaluation.FamilyBias;
import dev.retort.evaluation.RuleResult;

/**
 * Findings of the gate.
 *
 * @param without why there are no rules; read only where there are none
 * @param champion how differently it treats people, family by family
 */
public record Judged(String without, List<RuleResult> rules, List<FamilyBias> champion, List<FamilyBias> candidate) {
    public Judged {
        rules = List.copyOf(rules);
        champion = List.copyOf(champion);
        candidate = List.copyOf(candidate);
    }

    /** No gate has judged. */
    public static Judged not(String why) {
        return new Judged(why, List.of(), List.of(), List.of());
    }
}
