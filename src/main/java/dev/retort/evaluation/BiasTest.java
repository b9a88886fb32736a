package dev.retort.evaluation;

import static dev.retort.evaluation.Wording.text;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One bias rule of one family before the correction for many tests: is the figure above the bound by more than chance?
 *
 * @param champion the champion's figure
 * @param candidate the candidate's figure
 * @param figure what the bound limits
 * @param distribution of {@code figure}; none for fewer than two probes
 * @param surely whether a figure that may be above the bound by chance passes
 * @param what the explanation's beginning
 * @param worst the probe that says most against the candidate
 */
record BiasTest(String rule, double champion, double candidate, double figure, double bound, int examples, Optional<Resampled> distribution,
        boolean surely, String what, String worst) {

    double pValue() {
        return distribution.map(figures -> figures.atMost(bound)).orElse(1.0);
    }

    /** @param adjusted the p-value corrected for {@code tests} tests */
    RuleResult decide(double adjusted, int tests, double confidence) {
        Optional<Interval> interval = distribution.map(figures -> figures.interval(confidence));
        boolean beyond = figure > bound;
        Outcome outcome = !beyond
                ? Outcome.PASSED
                : adjusted <= (1 - confidence) / 2 ? Outcome.FAILED : surely ? Outcome.PASSED : Outcome.UNDECIDED;
        String decided = beyond ? text(", p %.2g (Holm, %d tests); most in %s", adjusted, tests, worst) : "";
        return new RuleResult(rule, OptionalDouble.of(champion), OptionalDouble.of(candidate), OptionalDouble.of(figure), interval, bound,
                examples, outcome, text("%s %.3f%s, allowed %.3g%s", what, figure, interval
                        .map(i -> text(" (%.0f %% interval %.3f to %.3f)", 100 * confidence, i.low(), i.high())).orElse(""), bound,
                        decided));
    }
}
