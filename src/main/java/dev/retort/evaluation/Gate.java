package dev.retort.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

import dev.retort.evaluation.EvaluationReport.Remembering;
import dev.retort.meaning.Encoder;
import dev.retort.memory.Agreement;
import dev.retort.model.Gpt2;

/** The test that a candidate must pass to take over from the champion. */
public final class Gate {
    private Gate() {}

    /** The verdict alone. */
    public static Verdict judge(Gpt2 champion, Gpt2 candidate, GateSet set, GateRules rules, Optional<Encoder> encoder, long seed,
            Consumer<String> progress) {
        return compare(champion, candidate, set, rules, encoder, seed, progress).verdict();
    }

    /**
     * Measures both models on the same examples, at the same time, and applies the rules.
     *
     * @param set never trained on by either
     * @param encoder tells what means the same; without one replies need the same words to be right. It is not ended: closing must do nothing, as with
     *        {@link dev.retort.meaning.SharedEncoder}
     * @param seed of the bootstrap: the same seed, models and set give the same verdict
     * @param progress told in a line what is being measured
     * @throws IllegalStateException if the champion's weights are not finite; a candidate like that is rejected
     * @throws IllegalArgumentException if the models don't share a tokenizer: their figures can't be compared
     */
    public static Comparison compare(Gpt2 champion, Gpt2 candidate, GateSet set, GateRules rules, Optional<Encoder> encoder, long seed,
            Consumer<String> progress) {
        EncodedGateSet encoded = EncodedGateSet.of(set, rules.standards(), candidate.template());
        if (!encoded.sameTokens(EncodedGateSet.of(set, rules.standards(), champion.template()))) {
            throw new IllegalArgumentException("champion and candidate cut texts into different tokens or have different contexts");
        }
        if (encoded.leftOut() > 0) {
            progress.accept(encoded.leftOut() + " gate examples are too long for the model and left out");
        }
        progress.accept("champion and candidate: " + encoded.corrections().size() + " corrections, " + encoded.domain().size()
                + " domain replies, " + encoded.probes().size() + " bias probes");
        Both<Measurements> scored = Both.of(() -> Measurements.of(champion, encoded), () -> Measurements.of(candidate, encoded));
        Measurements before = scored.champion();
        Measurements now = scored.candidate();
        if (!before.finite()) {
            throw new IllegalStateException("the champion gives replies no probability: not all of its weights are finite numbers");
        }
        Optional<EvaluationReport> championReport = Optional.empty();
        Optional<EvaluationReport> candidateReport = Optional.empty();
        List<SideBySide> sideBySide = List.of();
        if (now.finite()) { // else it can't be asked for replies, and is rejected
            progress.accept("champion and candidate: replies to gate prompts and to bias probes");
            Both<Spoken> spoken = Both.of(() -> Speaking.of(champion, set, rules), () -> Speaking.of(candidate, set, rules));
            Agreement agreement = new Agreement(encoder);
            before = heard(before, spoken.champion(), set, agreement);
            now = heard(now, spoken.candidate(), set, agreement);
            Optional<Both<Remembering>> remembering = remembering(new Both<>(before, now), set, rules, encoder, agreement, progress);
            championReport = Optional.of(EvaluationReport.of(champion, set, encoded, before, agreement, remembering.map(Both::champion)));
            candidateReport = Optional.of(EvaluationReport.of(candidate, set, encoded, now, agreement, remembering.map(Both::candidate)));
            sideBySide = SideBySide.of(set, before.spoken(), now.spoken());
        }
        Verdict verdict = new GateJudgement(before, now, rules, seed).verdict();
        progress.accept(verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT) + ": " + verdict.summary());
        return new Comparison(verdict, championReport, candidateReport, sideBySide);
    }

    private static Optional<Both<Remembering>> remembering(Both<Measurements> measured, GateSet set, GateRules rules,
            Optional<Encoder> encoder, Agreement agreement, Consumer<String> progress) {
        if (!set.trained().corrections().isEmpty()) {
            progress.accept("what a memory recalls beside both");
        }
        Optional<GateMemory> made = GateMemory.of(set, encoder);
        try {
            return made.map(memory -> {
                Both<RecallPrecision> recall = memory
                        .precision(new Both<>(measured.champion().spoken(), measured.candidate().spoken()), agreement);
                Both<RecalledBias> bias = memory.bias(measured, rules.standards());
                return new Both<>(new Remembering(recall.champion(), bias.champion()),
                        new Remembering(recall.candidate(), bias.candidate()));
            });
        } finally {
            made.ifPresent(GateMemory::close);
        }
    }

    private static Measurements heard(Measurements measured, Spoken spoken, GateSet set, Agreement agreement) {
        return measured.with(spoken, RightReplies.of(spoken.known(), agreement), SaidReplies.of(spoken.corrected(), set.corrections()));
    }
}
