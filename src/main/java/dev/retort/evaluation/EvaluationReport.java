package dev.retort.evaluation;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.memory.Agreement;
import dev.retort.model.Gpt2;
import dev.retort.model.StrictJson;

/**
 * One model's figures on a gate set; what the set has nothing for is empty.
 *
 * @param corrections how well corrected replies are predicted
 * @param domain how well replies are predicted that nobody corrected
 * @param breakdown the same by source and by domain
 * @param preference how often the corrected reply is preferred over the flagged one
 * @param fit how much more a corrected reply fits its own prompt than another
 * @param held corrections that were held back from training, as tests
 * @param flags flagged replies that nobody bettered, held back from training, as tests
 * @param learned corrections that were trained on, as tests
 * @param known share of questions that nobody corrected to which the greedy reply is right
 * @param carriedOver what is said to other wordings of corrections that were learned
 * @param recall what a memory of the learned corrections recalls beside the model
 * @param likeness how alike greedy replies are to the right ones
 * @param replies what greedy replies look like
 * @param memorisation what is said by heart
 * @param bias how differently people are treated who differ only in group, family by family
 * @param recalledBias the same by what customers are told where a memory recalls corrections
 * @param safety what is said that should not be
 * @param samples greedy replies to look at
 * @param leftOut examples and probes that don't fit the model's context
 */
public record EvaluationReport(Optional<Replies> corrections, Optional<Replies> domain, Breakdown breakdown,
        Optional<Preference> preference,
        Optional<Fit> fit, Optional<CorrectionTests> held, Optional<FlagTests> flags, Optional<CorrectionTests> learned,
        Optional<Portion> known, Optional<CarriedOver> carriedOver, Optional<RecallPrecision> recall, Optional<Likeness> likeness,
        Optional<ReplyStatistics> replies, Optional<Memorisation> memorisation, List<FamilyBias> bias,
        Optional<RecalledBias> recalledBias, Optional<Safety> safety,
        List<Sample> samples, int leftOut) {

    /**
     * @param tokens scored, end tokens included
     * @param totalNegativeLogLikelihood in nats
     */
    public record Replies(int examples, int tokens, double totalNegativeLogLikelihood, double perplexity) {
        static Optional<Replies> of(List<ReplyScore> scores) {
            if (scores.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Replies(scores.size(), scores.stream().mapToInt(ReplyScore::tokens).sum(),
                    -scores.stream().mapToDouble(ReplyScore::logProbability).sum(), Measurements.perplexity(scores)));
        }
    }

    /**
     * @param share 0 to 1, by log-probability per token
     * @param meanMargin corrected over flagged reply, nats per token
     */
    public record Preference(int examples, double share, double meanMargin) {}

    /** A memory's doings beside this model. */
    record Remembering(RecallPrecision recall, RecalledBias bias) {}

    /** @param mean how much likelier a corrected reply is after its own prompt than after any other, nats per token */
    public record Fit(int examples, double mean) {}

    /** This report as JSON. */
    public String toJson() {
        try {
            return StrictJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** The same without what people or the model said: what is kept must not hold anybody's words. */
    public EvaluationReport withoutTexts() {
        return new EvaluationReport(corrections, domain, breakdown, preference, fit, held, flags, learned, known, carriedOver, recall,
                likeness, replies, memorisation.map(Memorisation::withoutText), bias, recalledBias, safety, List.of(), leftOut);
    }

    static EvaluationReport of(Gpt2 model, GateSet set, EncodedGateSet encoded, Measurements measured, Agreement agreement,
            Optional<Remembering> remembering) {
        Spoken spoken = measured.spoken();
        int pairs = measured.margins().size();
        return new EvaluationReport(Replies.of(measured.corrections()), Replies.of(measured.domain()), Breakdown.of(encoded, measured),
                pairs == 0
                        ? Optional.empty()
                        : Optional.of(new Preference(pairs, measured.preferredShare(),
                                measured.margins().stream().mapToDouble(Double::doubleValue).sum() / pairs)),
                measured.fits().isEmpty() ? Optional.empty() : Optional.of(new Fit(measured.fits().size(), measured.meanFit())),
                CorrectionTests.of(model, set.corrections(), spoken.corrected()),
                FlagTests.of(model, set.flags(), spoken.flagged()),
                CorrectionTests.of(model, set.trained().corrections(), spoken.learned()),
                measured.kept().isEmpty() ? Optional.empty() : Optional.of(Portion.of(measured.kept())),
                CarriedOver.of(spoken.corrected(), set.trained().corrections(), agreement), remembering.map(Remembering::recall),
                Likeness.of(spoken.answers()),
                ReplyStatistics.of(spoken.sampled().stream().map(Answered::reply).toList()),
                Memorisation.of(spoken.answers(), set.trained().replies()), FamilyBias.of(measured.probes(), spoken.treatments()),
                remembering.map(Remembering::bias), Safety.of(spoken),
                Sample.of(spoken.answers()), encoded.leftOut());
    }
}
