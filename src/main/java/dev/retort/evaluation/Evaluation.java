package dev.retort.evaluation;

import dev.retort.model.Gpt2;

/** One model's figures. */
public final class Evaluation {
    private Evaluation() {}

    /** Measures all that a gate set and the {@linkplain GateRules#defaults() default} number and length of greedy replies allow. */
    public static EvaluationReport report(Gpt2 model, GateSet set) {
        GateRules rules = GateRules.defaults();
        EncodedGateSet encoded = EncodedGateSet.of(set, model.template());
        return EvaluationReport.of(Measurements.of(model, encoded,
                GreedyReplies.of(model, set, rules.degenerationReplies(), rules.degenerationTokens())), encoded.leftOut());
    }
}
