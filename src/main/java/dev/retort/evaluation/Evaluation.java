package dev.retort.evaluation;

import java.util.List;

import dev.retort.model.Gpt2;

/** One model's figures. */
public final class Evaluation {
    private Evaluation() {}

    /**
     * Measures all that a gate set and the {@linkplain GateRules#defaults() default} number and length of greedy replies allow.
     *
     * @throws IllegalStateException if the model's weights are not finite
     */
    public static EvaluationReport report(Gpt2 model, GateSet set) {
        GateRules rules = GateRules.defaults();
        EncodedGateSet encoded = EncodedGateSet.of(set, model.template());
        Measurements measurements = Measurements.of(model, encoded);
        if (!measurements.finite()) {
            throw new IllegalStateException("the model gives replies no probability: not all of its weights are finite numbers");
        }
        List<GreedyReply> replies = GreedyReplies.of(model, set, rules.degenerationReplies(), rules.degenerationTokens());
        return EvaluationReport.of(measurements.withReplies(replies, SaidReplies.of(model, set, rules)), encoded.leftOut());
    }
}
