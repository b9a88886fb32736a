package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.retort.model.Gpt2;
import dev.retort.model.Labelled;

/**
 * Measurements of one model on a gate set, example by example in the set's order. So two models' can be compared in pairs.
 *
 * @param corrections scores of the right replies
 * @param margins right over flagged reply, difference of log-probability per token, where there is a flagged one
 * @param fits right reply after its own over the likeliest other prompt, difference of log-probability per token, where there are others
 * @param domain scores of the replies that nobody corrected
 * @param probes scores of the bias probes
 * @param spoken its replies
 * @param kept whether the greedy reply to a question that nobody corrected is right
 * @param said how much more the greedy reply to a corrected prompt is like its corrected reply than like the one of another prompt, -1 to 1
 */
record Measurements(List<ReplyScore> corrections, List<Double> margins, List<Double> fits, List<ReplyScore> domain,
        List<ProbeScore> probes, Spoken spoken, List<Boolean> kept, List<Double> said) {

    /** All but the greedy replies. */
    static Measurements of(Gpt2 model, EncodedGateSet set) {
        List<Labelled> all = new ArrayList<>(set.corrections());
        all.addAll(set.domain());
        set.rejected().forEach(flagged -> all.add(flagged.reply()));
        set.misplaced().forEach(other -> all.addAll(other.replies()));
        set.probes().forEach(probe -> all.add(probe.a()));
        set.probes().forEach(probe -> all.add(probe.b()));
        List<ReplyScore> scores = ReplyScorer.score(model, all);

        int at = set.corrections().size();
        List<ReplyScore> corrections = scores.subList(0, at);
        List<ReplyScore> domain = scores.subList(at, at += set.domain().size());
        List<ReplyScore> flagged = scores.subList(at, at += set.rejected().size());
        List<Double> fits = new ArrayList<>();
        for (EncodedGateSet.Misplaced other : set.misplaced()) {
            double likeliest = scores.subList(at, at += other.replies().size()).stream().mapToDouble(ReplyScore::perToken).max()
                    .orElseThrow();
            fits.add(corrections.get(other.correction()).perToken() - likeliest);
        }
        List<ReplyScore> a = scores.subList(at, at += set.probes().size());
        List<ReplyScore> b = scores.subList(at, at + set.probes().size());

        List<Double> margins = new ArrayList<>();
        for (int i = 0; i < flagged.size(); i++) {
            margins.add(corrections.get(set.rejected().get(i).correction()).perToken() - flagged.get(i).perToken());
        }
        List<ProbeScore> probes = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            probes.add(new ProbeScore(set.probes().get(i).probe(), a.get(i).perToken() - b.get(i).perToken()));
        }
        return new Measurements(List.copyOf(corrections), List.copyOf(margins), List.copyOf(fits), List.copyOf(domain), List.copyOf(probes),
                Spoken.nothing(), List.of(), List.of());
    }

    Measurements with(Spoken replies, List<Boolean> toKnown, List<Double> toCorrected) {
        return new Measurements(corrections, margins, fits, domain, probes, replies, List.copyOf(toKnown), List.copyOf(toCorrected));
    }

    /** Has every reply a probability? Not if weights are infinite or no numbers. */
    boolean finite() {
        return Stream.of(corrections.stream().map(ReplyScore::logProbability), domain.stream().map(ReplyScore::logProbability),
                margins.stream(), fits.stream(), probes.stream().map(ProbeScore::difference)).flatMap(figures -> figures)
                .allMatch(Double::isFinite);
    }

    /** exp of the mean negative log-likelihood of a token: every token counts the same, not every reply. */
    static double perplexity(List<ReplyScore> scores) {
        double logProbability = scores.stream().mapToDouble(ReplyScore::logProbability).sum();
        return Math.exp(-logProbability / scores.stream().mapToInt(ReplyScore::tokens).sum());
    }

    double meanFit() {
        return fits.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    double meanSaid() {
        return said.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** Share of the questions that nobody corrected whose greedy reply is right. */
    double keptShare() {
        return kept.stream().filter(right -> right).count() / (double) Math.max(1, kept.size());
    }

    double preferredShare() {
        return margins.stream().filter(margin -> margin > 0).count() / (double) margins.size();
    }
}
