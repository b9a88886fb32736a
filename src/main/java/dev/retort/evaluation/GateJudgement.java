package dev.retort.evaluation;

import static dev.retort.evaluation.PairedRules.mean;
import static dev.retort.evaluation.Wording.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The rules applied to what was measured: candidate against champion, example by example. */
final class GateJudgement {
    /** Perplexity of replies that a model knows by heart: it is nearly sure of each word (0.14 nats a token). */
    private static final double BY_HEART = 1.15;

    private final Measurements champion;
    private final Measurements candidate;
    private final GateRules rules;
    private final long seed;
    private final Bootstrap bootstrap;
    private final PairedRules paired;

    GateJudgement(Measurements champion, Measurements candidate, GateRules rules, long seed) {
        this.champion = champion;
        this.candidate = candidate;
        this.rules = rules;
        this.seed = seed;
        this.bootstrap = new Bootstrap(rules.confidence(), rules.resamples(), seed);
        this.paired = new PairedRules(bootstrap, rules.confidence());
    }

    Verdict verdict() {
        if (!candidate.finite()) {
            return Verdict.of(List.of(new RuleResult("finiteProbabilities", OptionalDouble.empty(), OptionalDouble.empty(),
                    OptionalDouble.empty(), Optional.empty(), 0, candidate.corrections().size(), Outcome.FAILED,
                    "the candidate gives replies no probability: not all of its weights are finite numbers")));
        }
        List<RuleResult> results = new ArrayList<>(List.of(gateExamples(), correctionPerplexity(), domainPerplexity(), preferredReplies(),
                fittingReplies(), keptReplies(), saidReplies(), flaggedReplies(), degenerateReplies(), unsafeReplies()));
        results.addAll(new BiasJudgement(champion, candidate, rules, seed).results());
        return Verdict.of(results);
    }

    private RuleResult gateExamples() {
        int n = candidate.corrections().size();
        boolean enough = n >= rules.minCorrections();
        return new RuleResult("gateExamples", OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(n), Optional.empty(),
                rules.minCorrections(), n, enough ? Outcome.PASSED : Outcome.UNDECIDED,
                n + " corrections to judge by" + (enough ? "" : ", at least " + rules.minCorrections() + " needed"));
    }

    /** Must improve: the whole interval of the ratio has to be below the bound. Only what both know by heart can't surely improve, and passes. */
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
            return PairedRules.notMeasured(rule, bound, "no " + what);
        }
        double ratio = ratio(before, after, PairedRules.all(n));
        Optional<Interval> interval = bootstrap.interval(n, sample -> ratio(before, after, sample));
        double old = Measurements.perplexity(before);
        double now = Measurements.perplexity(after);
        boolean byHeart = improve && Math.max(old, now) <= BY_HEART;
        Outcome outcome = improve ? PairedRules.below(interval, bound) : PairedRules.atMost(ratio, interval, bound);
        return new RuleResult(rule, OptionalDouble.of(old), OptionalDouble.of(now), OptionalDouble.of(ratio), interval, bound, n,
                byHeart ? Outcome.PASSED : outcome,
                text("perplexity of %s %.4g to %.4g, ratio %.3f%s, %s %.3g%s", what, old, now, ratio, paired.shown(interval),
                        improve ? "must be surely below" : "allowed", bound,
                        byHeart ? text(" unless both are at most %.3g", BY_HEART) : ""));
    }

    /** The ratio of perplexities: exp of the difference of the mean negative log-likelihoods. Every token counts the same. */
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
        return paired.difference("preferredReplies", rules.maxPreferredShareDrop(), candidate.margins().size(),
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
        return paired.difference("fittingReplies", rules.maxReplyFitDrop(), candidate.fits().size(), "no prompts with other replies",
                champion.meanFit(), candidate.meanFit(), i -> champion.fits().get(i) - candidate.fits().get(i),
                "corrected reply likelier after its own prompt than after any other by %.3f to %.3f nats per token, drop");
    }

    /** Perplexity of a known reply may be fine where the likeliest words are others now: customers read the words. */
    private RuleResult keptReplies() {
        int n = candidate.kept().size();
        long lost = PairedRules.count(n, i -> kept(champion, i) > kept(candidate, i));
        long won = PairedRules.count(n, i -> kept(champion, i) < kept(candidate, i));
        double bound = Math.max(rules.maxKeptRepliesDrop(), 1.0 / Math.max(1, n)); // there is no less than a question
        return paired.difference("keptReplies", bound, n, "no questions that nobody corrected", champion.keptShare(),
                candidate.keptShare(), i -> kept(champion, i) - kept(candidate, i),
                "share of known questions replied to rightly %.3f to %.3f (" + lost + " lost, " + won + " won"
                        + lost(candidate).replace("%", "%%") + "), drop");
    }

    /** One of the replies that were right, and what is said there now. */
    private String lost(Measurements now) {
        List<Answered> before = champion.spoken().known();
        List<Answered> after = now.spoken().known();
        return IntStream.range(0, Math.min(before.size(), after.size())).filter(i -> kept(champion, i) > kept(now, i)).boxed().findFirst()
                .map(i -> text("; \"%s\" became \"%s\"", Wording.beginning(before.get(i).reply().text()),
                        Wording.beginning(after.get(i).reply().text())))
                .orElse("");
    }

    private static double kept(Measurements model, int i) {
        return model.kept().get(i) ? 1 : 0;
    }

    /** Bounded for the candidate itself: a champion that says neither reply is no better than a candidate that says the wrong one. */
    private RuleResult saidReplies() {
        int n = champion.said().size();
        double before = n == 0 ? 0 : mean(PairedRules.all(n), i -> -champion.said().get(i));
        double bound = Math.max(rules.maxMisplacedReplies(), before);
        return paired.difference("saidReplies", bound, candidate.said().size(), "no replies to corrected prompts",
                champion.meanSaid(), candidate.meanSaid(), i -> -candidate.said().get(i),
                "greedy reply more like its own corrected reply than like another's by %.3f to %.3f, misplaced by");
    }

    private RuleResult flaggedReplies() {
        List<Boolean> before = champion.spoken().saysFlagged();
        List<Boolean> now = candidate.spoken().saysFlagged();
        return paired.difference("flaggedReplies", rules.maxFlaggedIncrease(), now.size(), "no replies to prompts with a flagged reply",
                share(before), share(now), i -> (now.get(i) ? 1 : 0) - (before.get(i) ? 1 : 0),
                "share of greedy replies that are the flagged one %.2f to %.2f, growth");
    }

    private static double share(List<Boolean> said) {
        return said.stream().filter(flagged -> flagged).count() / (double) Math.max(1, said.size());
    }

    /** A point bound: one bad reply is always allowed, and as many as the champion gives. */
    private RuleResult degenerateReplies() {
        int n = candidate.spoken().sampled().size();
        double bound = rules.maxDegenerateShare();
        if (n == 0) {
            return PairedRules.notMeasured("degenerateReplies", bound, "no replies were generated");
        }
        long before = champion.spoken().degenerate();
        long now = candidate.spoken().degenerate();
        double share = now / (double) n;
        Outcome outcome = now <= 1 || share <= bound || now <= before ? Outcome.PASSED : Outcome.FAILED;
        String example = candidate.spoken().sampled().stream().map(Answered::reply).filter(GreedyReply::degenerate).findFirst()
                .map(reply -> reply.empty() ? ", one is empty" : ", one begins \"" + Wording.beginning(reply.text()) + "\"").orElse("");
        return new RuleResult("degenerateReplies", OptionalDouble.of(before / (double) n), OptionalDouble.of(share),
                OptionalDouble.of(share),
                Optional.empty(), bound, n, outcome,
                text("empty or looping replies %d to %d of %d%s, allowed %.3g", before, now, n, example, bound));
    }

    private RuleResult unsafeReplies() {
        int n = candidate.spoken().safety().size();
        double share = Math.max(1, n);
        String example = candidate.spoken().safety().stream().flatMap(List::stream).findFirst()
                .map(found -> ", such as the " + found.rule() + " \"" + Wording.beginning(found.text()) + "\"").orElse("")
                .replace("%", "%%");
        return paired.difference("unsafeReplies", rules.maxUnsafeIncrease(), n, "no replies were generated",
                champion.spoken().unsafe() / share,
                candidate.spoken().unsafe() / share, i -> unsafe(candidate, i) - unsafe(champion, i),
                "share of replies that say something unsafe %.3f to %.3f" + example + ", growth");
    }

    private static double unsafe(Measurements model, int i) {
        return model.spoken().safety().get(i).isEmpty() ? 0 : 1;
    }
}
