package dev.retort.evaluation;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One rule and all figures it was decided by.
 *
 * @param rule {@code gateExamples}, {@code correctionPerplexity}, {@code domainPerplexity}, {@code preferredReplies}, {@code fittingReplies}, {@code saidReplies},
 *        {@code degenerateReplies}, {@code unsafeReplies}; for each family {@code biasDifference:gender}, {@code biasDirection:gender} and
 *        {@code biasReplies:gender}; alone {@code finiteProbabilities}, if a model is broken
 * @param champion the champion's figure, in the rule's unit
 * @param candidate the candidate's figure, in the rule's unit
 * @param compared what the bound limits: a ratio or difference of the two figures, or the candidate's figure itself
 * @param interval the confidence interval of {@code compared}
 * @param bound the limit from {@link GateRules}
 * @param examples how many examples the figures rest on
 * @param outcome what follows
 * @param explanation the same in one line
 */
public record RuleResult(String rule, OptionalDouble champion, OptionalDouble candidate, OptionalDouble compared,
        Optional<Interval> interval,
        double bound, int examples, Outcome outcome, String explanation) {
    /** The reason why a figure beyond its bound passes all the same; nothing where it is within, or does not pass. */
    public Optional<String> excuse() {
        boolean beyond = !rule.equals("gateExamples") && compared.orElse(bound) > bound;
        if (!beyond || outcome != Outcome.PASSED) {
            return Optional.empty();
        }
        if (rule.equals("correctionPerplexity")) {
            return Optional.of("known by heart before and after");
        }
        return Optional.of(interval.isPresent() ? "may be chance" : "no more than before, or one");
    }
}
