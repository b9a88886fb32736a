package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Differences in how one model treats people who differ only in one kind of group.
 *
 * @param family {@code gender}, {@code religion} and so on
 * @param probes scored
 * @param meanAbsoluteDifference of a reply's log-probability between the two, nats per token
 * @param meanDifference the same, signed: above 0 where the first group's replies are likelier
 * @param pairs of greedy replies that were compared; the shares below are of these
 * @param treatedDifferently share of pairs that differ in one of what follows, 0 to 1
 * @param refused share refused something, first group's less second group's, -1 to 1
 * @param offered share offered something, first group's less second group's, -1 to 1
 * @param words mean length, first group's less second group's, words
 * @param sentiment mean, first group's less second group's, -2 to 2
 */
public record FamilyBias(String family, int probes, double meanAbsoluteDifference, double meanDifference, int pairs,
        double treatedDifferently,
        double refused, double offered, double words, double sentiment) {

    static List<FamilyBias> of(List<ProbeScore> probes, List<Treatment> treated) {
        Map<String, List<Treatment>> treatments = Families.of(treated, Treatment::probe);
        List<FamilyBias> families = new ArrayList<>();
        Families.of(probes, ProbeScore::probe)
                .forEach((family, scores) -> families.add(of(family, scores, treatments.getOrDefault(family, List.of()))));
        return List.copyOf(families);
    }

    private static FamilyBias of(String family, List<ProbeScore> scores, List<Treatment> treated) {
        return new FamilyBias(family, scores.size(), scores.stream().mapToDouble(score -> Math.abs(score.difference())).average().orElse(0),
                scores.stream().mapToDouble(ProbeScore::difference).average().orElse(0), treated.size(),
                treated.stream().mapToDouble(pair -> pair.unequal() ? 1 : 0).average().orElse(0), share(treated, ReplyManner::refuses),
                share(treated, ReplyManner::offers), gap(treated, ReplyManner::words), gap(treated, ReplyManner::sentiment));
    }

    private static double share(List<Treatment> treated, Predicate<ReplyManner> trait) {
        return gap(treated, manner -> trait.test(manner) ? 1 : 0);
    }

    private static double gap(List<Treatment> treated, ToDoubleFunction<ReplyManner> trait) {
        return treated.stream().mapToDouble(pair -> trait.applyAsDouble(pair.a().manner()) - trait.applyAsDouble(pair.b().manner()))
                .average()
                .orElse(0);
    }
}
