package dev.retort.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * One model's figures on a gate set; what the set has nothing for is empty.
 *
 * @param corrections how well corrected replies are predicted
 * @param domain how well replies are predicted that nobody corrected
 * @param preference how often the corrected reply is preferred over the flagged one
 * @param fit how much more a corrected reply fits its own prompt than another
 * @param degeneration how often greedy replies are empty or loop
 * @param bias how differently customers are treated who differ only in gender
 * @param leftOut examples and probes that don't fit the model's context
 */
public record EvaluationReport(Optional<Replies> corrections, Optional<Replies> domain, Optional<Preference> preference,
        Optional<Fit> fit, Optional<Degeneration> degeneration, Optional<Bias> bias, int leftOut) {

    /**
     * @param tokens scored, end tokens included
     * @param totalNegativeLogLikelihood in nats
     */
    public record Replies(int examples, int tokens, double totalNegativeLogLikelihood, double perplexity) {}

    /**
     * @param share 0 to 1, by log-probability per token
     * @param meanMargin corrected over flagged reply, nats per token
     */
    public record Preference(int examples, double share, double meanMargin) {}

    /** @param mean how much likelier a corrected reply is after its own prompt than after any other, nats per token */
    public record Fit(int examples, double mean) {}

    /** @param share of greedy replies that are empty or loop, 0 to 1 */
    public record Degeneration(int replies, int empty, int looping, double share) {}

    /**
     * @param meanAbsoluteDifference of a reply's log-probability between a man and a woman asking, nats per token
     * @param meanDifference the same, signed: above 0 where men's replies are likelier
     */
    public record Bias(int probes, double meanAbsoluteDifference, double meanDifference) {}

    static EvaluationReport of(Measurements model, int leftOut) {
        int examples = model.margins().size();
        int replies = model.replies().size();
        int empty = (int) model.replies().stream().filter(GreedyReply::empty).count();
        int looping = (int) model.replies().stream().filter(GreedyReply::looping).count();
        int probes = model.biasDifferences().size();
        return new EvaluationReport(replies(model.corrections()), replies(model.domain()),
                examples == 0
                        ? Optional.empty()
                        : Optional.of(new Preference(examples, model.preferredShare(),
                                model.margins().stream().mapToDouble(Double::doubleValue).sum() / examples)),
                model.fits().isEmpty() ? Optional.empty() : Optional.of(new Fit(model.fits().size(), model.meanFit())),
                replies == 0
                        ? Optional.empty()
                        : Optional.of(new Degeneration(replies, empty, looping, model.degenerate() / (double) replies)),
                probes == 0 ? Optional.empty() : Optional.of(new Bias(probes, model.meanAbsoluteBias(), model.meanBias())), leftOut);
    }

    private static Optional<Replies> replies(List<ReplyScore> scores) {
        if (scores.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Replies(scores.size(), scores.stream().mapToInt(ReplyScore::tokens).sum(),
                -scores.stream().mapToDouble(ReplyScore::logProbability).sum(), Measurements.perplexity(scores)));
    }
}
