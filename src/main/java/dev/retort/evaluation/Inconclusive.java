package dev.retort.evaluation;

import java.util.List;

/** No rule is broken, but the examples don't show that all hold: the champion stays. */
public record Inconclusive(String summary, List<RuleResult> rules) implements Verdict {}
