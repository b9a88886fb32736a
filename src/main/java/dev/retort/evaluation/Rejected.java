package dev.retort.evaluation;

import java.util.List;

/** At least one rule is broken, and not by chance: the champion stays. */
public record Rejected(String summary, List<RuleResult> rules) implements Verdict {}
