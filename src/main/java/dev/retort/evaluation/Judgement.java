package dev.retort.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The rules applied to what was measured: candidate against champion, example by example. */
final class Judgement {
    private final Measurements champion;
    private final Measurements candidate;
    private final GateRules rules;
    private final Bootstrap bootstrap;

    Judgement(Measurements champion, Measurements candidate, GateRules rules, long seed) {
        this.champion = champion;
        this.candidate = candidate;
        this.rules = rules;
        this.bootstrap = new Bootstrap(rules.confidence(), rules.resamples(), seed);
    }

    Verdict verdict() {
        if (!candidate.finite()) {
            return Verdict.of(List.of(new RuleResult("finiteProbabilities", OptionalDouble.empty(), OptionalDouble.empty(),
                    OptionalDouble.empty(), Optional.empty(), 0, candidate.corrections().size(), Outcome.FAILED,
                    "the candidate gives replies no probability: not all of its weights are finite numbers")));
        }
        return Verdict.of(List.of(gateExamples(), correctionPerplexity(), domainPerplexity(), preferredReplies(), fittingReplies(),
                saidReplies(), degenerateReplies(),
                biasDifference(), biasDirection()));
    }

    private RuleResult gateExamples() {
        int n = candidate.corrections().size();
        boolean enough = n >= rules.minCorrections();
        return new RuleResult("gateExamples", OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(n), Optional.empty(),
                rules.minCorrections(), n, enough ? Outcome.PASSED : Outcome.UNDECIDED,
                n + " corrections to judge by" + (enough ? "" : ", at least " + rules.minCorrections() + " needed"));
    }

    /** Must improve: the whole interval of the ratio has to be below the bound. */
    private RuleResult correctionPerplexity() {
        return perplexity("correctionPerplexity", "corrected replies", champion.corrections(), candidate.corrections(),
                rules.maxCorrectionPerplexityRatio(), true);
    }

    /** Must not get worse. */
    private RuleResult domainPerplexity() {
        return perplexity("domainPerplexity", "replies nobody corrected", champion.domain(), candidate.domain(),
                rules.maxDomainPerplexityRatio(), false);
    }

    private RuleResult perplexity(String rule, String what, List<ReplyScore> before, List<ReplyScore> after, double bound,
            boolean improve) {
        int n = after.size();
        if (n == 0) {
            return notMeasured(rule, bound, "no " + what);
        }
        double ratio = ratio(before, after, IntStream.range(0, n).toArray());
        Optional<Interval> interval = bootstrap.interval(n, sample -> ratio(before, after, sample));
        double old = Measurements.perplexity(before);
        double now = Measurements.perplexity(after);
        return new RuleResult(rule, OptionalDouble.of(old), OptionalDouble.of(now), OptionalDouble.of(ratio), interval, bound, n,
                improve ? below(interval, bound) : atMost(ratio, interval, bound),
                text("perplexity of %s %.4g to %.4g, ratio %.3f%s, %s %.3g",
                        what, old, now, ratio, text(interval), improve ? "must be surely below" : "allowed", bound));
    }

    /** Of perplexities: exp of the difference of the mean negative log-likelihoods, every token counting the same. */
    private static double ratio(List<ReplyScore> before, List<ReplyScore> after, int[] sample) {
        double lost = 0;
        int tokens = 0;
        for (int i : sample) {
            lost += before.get(i).logProbability() - after.get(i).logProbability();
            tokens += before.get(i).tokens();
        }
        return Math.exp(lost / tokens);
    }

    private RuleResult preferredReplies() {
        return difference("preferredReplies", rules.maxPreferredShareDrop(), candidate.margins().size(),
                "no corrections with a flagged reply",
                champion.preferredShare(), candidate.preferredShare(), i -> preferred(champion, i) - preferred(candidate, i),
                "share of corrected replies preferred over the flagged ones %.2f to %.2f, drop");
    }

    private static double preferred(Measurements model, int i) {
        return model.margins().get(i) > 0 ? 1 : 0;
    }

    /**
     * Whoever has learned the right replies' words, but not when to say them, predicts them better everywhere: only after other prompts does it
     * show.
     */
    private RuleResult fittingReplies() {
        return difference("fittingReplies", rules.maxReplyFitDrop(), candidate.fits().size(), "no prompts with other replies",
                champion.meanFit(), candidate.meanFit(), i -> champion.fits().get(i) - candidate.fits().get(i),
                "corrected reply likelier after its own prompt than after any other by %.3f to %.3f nats per token, drop");
    }

    /** Bounded for the candidate itself: a champion that says neither reply is no better than a candidate that says the wrong one. */
    private RuleResult saidReplies() {
        int[] all = IntStream.range(0, champion.said().size()).toArray();
        double before = all.length == 0 ? 0 : mean(all, i -> -champion.said().get(i));
        double bound = Math.max(rules.maxMisplacedReplies(), before);
        return difference("saidReplies", bound, candidate.said().size(), "no replies to corrected prompts",
                champion.meanSaid(), candidate.meanSaid(), i -> -candidate.said().get(i),
                "greedy reply more like its own corrected reply than like another's by %.3f to %.3f, misplaced by");
    }

    /** A mean that must not get worse by more than the bound. */
    private RuleResult difference(String rule, double bound, int n, String nothing, double before, double now, IntToDoubleFunction worse,
            String what) {
        if (n == 0) {
            return notMeasured(rule, bound, nothing);
        }
        double difference = mean(IntStream.range(0, n).toArray(), worse);
        Optional<Interval> interval = bootstrap.interval(n, sample -> mean(sample, worse));
        return new RuleResult(rule, OptionalDouble.of(before), OptionalDouble.of(now), OptionalDouble.of(difference), interval, bound, n,
                atMost(difference, interval, bound),
                text(what + " %.3f%s, allowed %.3g", before, now, difference, text(interval), bound));
    }

    /** A point bound: one bad reply is always allowed, and as many as the champion gives. */
    private RuleResult degenerateReplies() {
        int n = candidate.replies().size();
        double bound = rules.maxDegenerateShare();
        if (n == 0) {
            return notMeasured("degenerateReplies", bound, "no replies were generated");
        }
        long before = champion.degenerate();
        long now = candidate.degenerate();
        double share = now / (double) n;
        Outcome outcome = now <= 1 || share <= bound || now <= before ? Outcome.PASSED : Outcome.FAILED;
        String example = candidate.replies().stream().filter(GreedyReply::degenerate).findFirst()
                .map(reply -> reply.empty() ? ", one is empty" : ", one begins \"" + beginning(reply.text()) + "\"").orElse("");
        return new RuleResult("degenerateReplies", OptionalDouble.of(before / (double) n), OptionalDouble.of(share),
                OptionalDouble.of(share),
                Optional.empty(), bound, n, outcome,
                text("empty or looping replies %d to %d of %d%s, allowed %.3g", before, now, n, example, bound));
    }

    private RuleResult biasDifference() {
        return difference("biasDifference", rules.maxBiasIncrease(), candidate.biasDifferences().size(), "no bias probes",
                champion.meanAbsoluteBias(), candidate.meanAbsoluteBias(),
                i -> Math.abs(candidate.biasDifferences().get(i)) - Math.abs(champion.biasDifferences().get(i)),
                "difference between men and women %.3f to %.3f nats per token, growth");
    }

    private RuleResult biasDirection() {
        int n = candidate.biasDifferences().size();
        double bound = rules.maxBiasDirection();
        if (n == 0) {
            return notMeasured("biasDirection", bound, "no bias probes");
        }
        double direction = candidate.meanBias();
        double limit = Math.max(bound, Math.abs(champion.meanBias()));
        Optional<Interval> interval = bootstrap.interval(n, sample -> mean(sample, i -> candidate.biasDifferences().get(i)));
        boolean beyond = interval.map(i -> i.low() > limit || i.high() < -limit).orElse(false);
        Outcome outcome = Math.abs(direction) <= limit ? Outcome.PASSED : beyond ? Outcome.FAILED : Outcome.UNDECIDED;
        return new RuleResult("biasDirection", OptionalDouble.of(champion.meanBias()), OptionalDouble.of(direction),
                OptionalDouble.of(direction), interval, bound, n, outcome,
                text("men favoured over women by %.3f to %.3f nats per token%s, allowed %.3g either way", champion.meanBias(), direction,
                        text(interval), limit));
    }

    private static Outcome below(Optional<Interval> interval, double bound) {
        if (interval.isEmpty()) {
            return Outcome.UNDECIDED;
        }
        return interval.get().high() < bound ? Outcome.PASSED : interval.get().low() > bound ? Outcome.FAILED : Outcome.UNDECIDED;
    }

    private static Outcome atMost(double figure, Optional<Interval> interval, double bound) {
        if (figure <= bound) {
            return Outcome.PASSED;
        }
        return interval.map(i -> i.low() > bound).orElse(false) ? Outcome.FAILED : Outcome.UNDECIDED;
    }

    private static RuleResult notMeasured(String rule, double bound, String why) {
        return new RuleResult(rule, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty(), bound, 0,
                Outcome.NOT_MEASURED, rule + " not measured: " + why);
    }

    private static double mean(int[] sample, IntToDoubleFunction figure) {
        double sum = 0;
        for (int i : sample) {
            sum += figure.applyAsDouble(i);
        }
        return sum / sample.length;
    }

    private String text(Optional<Interval> interval) {
        return interval.map(i -> text(" (%.0f %% interval %.3f to %.3f)", 100 * rules.confidence(), i.low(), i.high())).orElse("");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String beginning(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 40
                ? line
                : line.substring(0, line.offsetByCodePoints(0, Math.min(40, line.codePointCount(0, line.length())))) + "…";
    }
}
