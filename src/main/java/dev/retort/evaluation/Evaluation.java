package dev.retort.evaluation;

import java.util.Optional;
import java.util.function.Consumer;

import dev.retort.meaning.Encoder;
import dev.retort.memory.Agreement;
import dev.retort.model.Gpt2;

/** One model's figures. */
public final class Evaluation {
    private Evaluation() {}

    /** Reports with the {@linkplain GateRules#defaults() default} number, length and standards of greedy replies. */
    public static EvaluationReport report(Gpt2 model, GateSet set) {
        return report(model, set, GateRules.defaults(), Optional.empty(), line -> {});
    }

    /**
     * Measures all that a gate set allows.
     *
     * @param rules how many replies are written and how they are read; the bounds play no part
     * @param encoder tells whether two replies say the same; without one they need the same words. It is not closed
     * @param progress told in a line what is being measured
     * @throws IllegalStateException if the model's weights are not finite
     */
    public static EvaluationReport report(Gpt2 model, GateSet set, GateRules rules, Optional<Encoder> encoder, Consumer<String> progress) {
        EncodedGateSet encoded = EncodedGateSet.of(set, rules.standards(), model.template());
        progress.accept("scoring " + (encoded.corrections().size() + encoded.domain().size()) + " replies and " + encoded.probes().size()
                + " bias probes");
        Measurements measured = Measurements.of(model, encoded);
        if (!measured.finite()) {
            throw new IllegalStateException("the model gives replies no probability: not all of its weights are finite numbers");
        }
        progress.accept("replying to gate prompts and bias probes");
        Spoken spoken = Speaking.of(model, set, rules);
        Agreement agreement = new Agreement(encoder);
        Measurements heard = measured.with(spoken, RightReplies.of(spoken.known(), agreement),
                SaidReplies.of(spoken.corrected(), set.corrections()));
        return EvaluationReport.of(model, set, encoded, heard, agreement, Optional.empty());
    }
}
