package dev.retort.evaluation;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.model.StrictJson;

/** The gate's decision about a candidate, with every rule's figures. In JSON the field {@code verdict} tells which it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "verdict")
@JsonSubTypes({@JsonSubTypes.Type(value = Accepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = Rejected.class, name = "rejected"),
        @JsonSubTypes.Type(value = Inconclusive.class, name = "inconclusive")})
public sealed interface Verdict permits Accepted, Rejected, Inconclusive {
    /** Every rule, in a fixed order. */
    List<RuleResult> rules();

    /** Why, in one line. */
    String summary();

    /** Rejected if a rule failed; inconclusive if none failed but one is undecided; else accepted. */
    static Verdict of(List<RuleResult> rules) {
        if (rules.stream().anyMatch(rule -> rule.outcome() == Outcome.FAILED)) {
            return new Rejected(explanations(rules, Outcome.FAILED), List.copyOf(rules));
        }
        if (rules.stream().anyMatch(rule -> rule.outcome() == Outcome.UNDECIDED)) {
            return new Inconclusive(explanations(rules, Outcome.UNDECIDED), List.copyOf(rules));
        }
        return new Accepted(accepted(rules), List.copyOf(rules));
    }

    /** This verdict as JSON. */
    default String toJson() {
        try {
            return StrictJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verdict is always JSON", e);
        }
    }

    /** @throws IllegalArgumentException if this isn't a verdict's JSON */
    static Verdict fromJson(String json) {
        try {
            return StrictJson.MAPPER.readValue(json, Verdict.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a verdict: " + e.getOriginalMessage(), e);
        }
    }

    /** The many bias rules in a few words. */
    private static String accepted(List<RuleResult> rules) {
        Predicate<RuleResult> bias = rule -> rule.rule().startsWith("bias");
        String others = explanations(rules.stream().filter(bias.negate()).toList(), Outcome.PASSED);
        long held = rules.stream().filter(bias.and(rule -> rule.outcome() == Outcome.PASSED)).count();
        return held == 0 ? others : others + "; all " + held + " bias rules hold";
    }

    private static String explanations(List<RuleResult> rules, Outcome outcome) {
        return rules.stream().filter(rule -> rule.outcome() == outcome).map(RuleResult::explanation).collect(Collectors.joining("; "));
    }
}
