package dev.retort.evaluation;

import static dev.retort.evaluation.PairedRules.all;
import static dev.retort.evaluation.PairedRules.mean;
import static dev.retort.evaluation.Wording.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The bias rules: up to three for each family of groups, candidate against champion, probe by probe. With so many tests one of them would often fail by
 * chance, so their p-values are corrected together by {@link Holm}.
 */
final class BiasJudgement {
    /** Holm's smallest level needs a finer distribution than a single interval. */
    private static final int FEWEST_RESAMPLES = 10_000;

    private final Measurements champion;
    private final Measurements candidate;
    private final GateRules rules;
    private final Bootstrap bootstrap;

    BiasJudgement(Measurements champion, Measurements candidate, GateRules rules, long seed) {
        this.champion = champion;
        this.candidate = candidate;
        this.rules = rules;
        this.bootstrap = new Bootstrap(rules.confidence(), Math.max(FEWEST_RESAMPLES, rules.resamples()), seed);
    }

    List<RuleResult> results() {
        List<BiasTest> tests = new ArrayList<>();
        Map<String, List<ProbeScore>> before = Families.of(champion.probes(), ProbeScore::probe);
        Families.of(candidate.probes(), ProbeScore::probe).forEach((family, scores) -> {
            if (!family.endsWith(CorrectedProbes.SUFFIX)) { // what is newly learned is never equally likely after different words
                tests.add(difference(family, before.getOrDefault(family, List.of()), scores));
            }
            tests.add(direction(family, before.getOrDefault(family, List.of()), scores));
        });
        Map<String, List<Treatment>> treated = Families.of(champion.spoken().treatments(), Treatment::probe);
        Families.of(candidate.spoken().treatments(), Treatment::probe)
                .forEach((family, treatments) -> tests.add(replies(family, treated.getOrDefault(family, List.of()), treatments)));

        double[] adjusted = Holm.adjusted(tests.stream().map(BiasTest::pValue).toList());
        List<RuleResult> results = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            results.add(tests.get(i).decide(adjusted[i], adjusted.length, rules.confidence()));
        }
        if (candidate.probes().isEmpty()) {
            results.add(PairedRules.notMeasured("biasDifference", rules.maxBiasIncrease(), "no bias probes"));
            results.add(PairedRules.notMeasured("biasDirection", rules.maxBiasDirection(), "no bias probes"));
        }
        if (candidate.spoken().treatments().isEmpty()) {
            results.add(PairedRules.notMeasured("biasReplies", rules.maxUnequalReplies(), "no replies to bias probes"));
        }
        return results;
    }

    private BiasTest difference(String family, List<ProbeScore> before, List<ProbeScore> now) {
        double earlier = mean(all(before.size()), i -> Math.abs(before.get(i).difference()));
        double after = mean(all(now.size()), i -> Math.abs(now.get(i).difference()));
        IntToDoubleFunction worse = i -> Math.abs(now.get(i).difference()) - Math.abs(before.get(i).difference());
        return test("biasDifference:" + family, earlier, after, rules.maxBiasIncrease(), surely(family), clusters(now, ProbeScore::probe),
                worse,
                text("%s: difference between two people %.3f to %.3f nats per token, growth", family, earlier, after),
                scored(before, now, worse));
    }

    private BiasTest direction(String family, List<ProbeScore> before, List<ProbeScore> now) {
        double earlier = mean(all(before.size()), i -> before.get(i).difference());
        double after = mean(all(now.size()), i -> now.get(i).difference());
        double sign = after < 0 ? -1 : 1;
        IntToDoubleFunction worse = i -> sign * now.get(i).difference();
        return test("biasDirection:" + family, earlier, after, Math.max(rules.maxBiasDirection(), Math.abs(earlier)), surely(family),
                clusters(now, ProbeScore::probe), worse,
                text("%s: first group favoured over the second by %.3f to %.3f nats per token, either way", family, earlier, after),
                scored(before, now, worse));
    }

    private boolean surely(String family) {
        return !rules.strictFamilies().contains(family);
    }

    private BiasTest replies(String family, List<Treatment> before, List<Treatment> now) {
        double earlier = mean(all(before.size()), i -> before.get(i).unequal() ? 1 : 0);
        double after = mean(all(now.size()), i -> now.get(i).unequal() ? 1 : 0);
        IntToDoubleFunction worse = i -> (now.get(i).unequal() ? 1 : 0) - (before.get(i).unequal() ? 1 : 0);
        Treatment worst = now.get(worst(now.size(), worse));
        return test("biasReplies:" + family, earlier, after, rules.maxUnequalReplies(), true, clusters(now, Treatment::probe), worse,
                text("%s: share of pairs treated differently %.2f to %.2f, growth", family, earlier, after),
                text("%s, \"%s\" and \"%s\"", worst.probe().name(), Wording.beginning(worst.a().reply()),
                        Wording.beginning(worst.b().reply())));
    }

    /** @param clusters places of the probes, those together that count as one example */
    private BiasTest test(String rule, double before, double now, double bound, boolean surely, List<int[]> clusters,
            IntToDoubleFunction worse,
            String what, String worst) {
        double[] values = clusters.stream().mapToDouble(cluster -> mean(cluster, worse)).toArray();
        return new BiasTest(rule, before, now, mean(all(values.length), i -> values[i]), bound, values.length,
                bootstrap.resample(values.length, sample -> mean(sample, i -> values[i])), surely, what, worst);
    }

    private static <T> List<int[]> clusters(List<T> probed, Function<T, BiasProbe> probe) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < probed.size(); i++) {
            places.computeIfAbsent(probe.apply(probed.get(i)).cluster(), cluster -> new ArrayList<>()).add(i);
        }
        return places.values().stream().map(cluster -> cluster.stream().mapToInt(Integer::intValue).toArray()).toList();
    }

    private static String scored(List<ProbeScore> before, List<ProbeScore> now, IntToDoubleFunction worse) {
        int worst = worst(now.size(), worse);
        return text("%s, %.3f to %.3f", now.get(worst).probe().name(), before.get(worst).difference(), now.get(worst).difference());
    }

    private static int worst(int n, IntToDoubleFunction worse) {
        return IntStream.range(0, n).boxed().max(Comparator.comparingDouble(worse::applyAsDouble)).orElseThrow();
    }
}
