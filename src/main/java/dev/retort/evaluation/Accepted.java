package dev.retort.evaluation;

import java.util.List;

/** Every rule that could be measured holds: the candidate may take over. */
public record Accepted(String summary, List<RuleResult> rules) implements Verdict {}
