package dev.retort.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * A verdict with both models' reports.
 *
 * @param champion its report; none if the candidate is broken, and nothing was asked of either
 * @param candidate its report; none if it is broken
 * @param sideBySide what both say to a few of the prompts; nothing if the candidate is broken
 */
public record Comparison(Verdict verdict, Optional<EvaluationReport> champion, Optional<EvaluationReport> candidate,
        List<SideBySide> sideBySide) {}
