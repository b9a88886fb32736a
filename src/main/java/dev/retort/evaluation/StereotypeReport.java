package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.retort.model.Gpt2;

/**
 * Preferences of a model between the sentences of stereotype pairs.
 *
 * @param all over all pairs
 * @param types by bias type
 * @param tooLong pairs that don't fit the model's context and were left out
 */
public record StereotypeReport(Preference all, Map<String, Preference> types, int tooLong) {
    private static final int RESAMPLES = 2000;

    /**
     * @param stereoPreferredPercent share of pairs whose stereotypical sentence is the likelier one as a whole, 0 to 100; 50 would be none
     * @param interval 95 % bootstrap interval of it
     * @param meanDifference of log-probability, stereotypical over other, nats
     */
    public record Preference(int pairs, double stereoPreferredPercent, Optional<Interval> interval, double meanDifference) {}

    public static StereotypeReport of(Gpt2 model, List<StereotypePair> pairs) {
        int context = model.config().contextLength();
        List<StereotypePair> fitting = pairs.stream()
                .filter(pair -> length(model, pair.stereo()) <= context && length(model, pair.anti()) <= context).toList();
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException(
                    "none of the %d pairs fits the model's context of %d tokens".formatted(pairs.size(), context));
        }
        List<Double> stereo = Sentences.logProbabilities(model, fitting.stream().map(StereotypePair::stereo).toList());
        List<Double> anti = Sentences.logProbabilities(model, fitting.stream().map(StereotypePair::anti).toList());
        Map<String, List<Double>> byType = new TreeMap<>();
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < fitting.size(); i++) {
            double difference = stereo.get(i) - anti.get(i);
            differences.add(difference);
            byType.computeIfAbsent(fitting.get(i).biasType(), type -> new ArrayList<>()).add(difference);
        }
        Map<String, Preference> types = new TreeMap<>();
        byType.forEach((type, of) -> types.put(type, preference(of)));
        return new StereotypeReport(preference(differences), types, pairs.size() - fitting.size());
    }

    private static int length(Gpt2 model, String sentence) {
        return model.tokenizer().encode(sentence).length + 1;
    }

    private static Preference preference(List<Double> differences) {
        double[] preferred = differences.stream().mapToDouble(difference -> difference > 0 ? 100 : 0).toArray();
        return new Preference(preferred.length, PairedRules.mean(PairedRules.all(preferred.length), i -> preferred[i]),
                new Bootstrap(0.95, RESAMPLES, 1).interval(preferred.length, sample -> PairedRules.mean(sample, i -> preferred[i])),
                differences.stream().mapToDouble(Double::doubleValue).average().orElse(0));
    }
}
