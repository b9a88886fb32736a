package dev.retort.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Weighs examples so that the groups of a family (religion, gender, …) count alike. A family keeps the weight it has. An example that names groups of
 * several families is weighted for all of them (raking: Deming and Stephan 1940, "On
 * a Least Squares Adjustment of a Sampled Frequency Table When the Expected Marginal Totals are Known"). No example counts more than four times, or less
 * than a quarter, of what it did: one sentence about a group is not learned by heart.
 *
 * @param examples the given ones, in their order, with other weights
 * @param groups what each named group counts, before and after
 */
public record GroupBalance(List<TrainingExample> examples, List<GroupShare> groups) {
    private static final int ROUNDS = 50;
    private static final double MOST = 4;

    /**
     * Weight of the examples that name a group.
     *
     * @param family such as {@code religion}
     * @param examples that name the group and no other of its family
     * @param before sum of their weights
     * @param after the same when balanced
     */
    public record GroupShare(String family, String group, int examples, double before, double after) {}

    public GroupBalance {
        examples = List.copyOf(examples);
        groups = List.copyOf(groups);
    }

    /** The same examples give the same result. */
    public static GroupBalance of(List<TrainingExample> given) {
        List<Map<String, String>> named = given.stream().map(example -> GroupWords.named(example.prompt())).toList();
        double[] weights = given.stream().mapToDouble(TrainingExample::weight).toArray();
        Map<String, Map<String, Double>> before = sums(named, weights);
        for (int round = 0; round < ROUNDS; round++) {
            for (String family : before.keySet()) {
                even(family, named, weights, given);
            }
        }
        Map<String, Map<String, Double>> after = sums(named, weights);
        List<TrainingExample> examples = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            TrainingExample example = given.get(i);
            examples.add(new TrainingExample(example.prompt(), example.reply(), weights[i], example.rejected(), example.flagged()));
        }
        List<GroupShare> groups = new ArrayList<>();
        before.forEach((family, shares) -> shares.forEach((group, sum) -> groups.add(new GroupShare(family, group,
                (int) named.stream().filter(names -> group.equals(names.get(family))).count(), sum,
                after.getOrDefault(family, Map.of()).getOrDefault(group, 0.0)))));
        return new GroupBalance(examples, groups);
    }

    private static void even(String family, List<Map<String, String>> named, double[] weights, List<TrainingExample> given) {
        Map<String, Double> sums = sums(named, weights).getOrDefault(family, Map.of());
        double share = sums.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
        for (int i = 0; i < weights.length; i++) {
            String group = named.get(i).get(family);
            if (group != null) {
                double old = given.get(i).weight();
                weights[i] = Math.max(old / MOST, Math.min(old * MOST, weights[i] * share / sums.getOrDefault(group, share)));
            }
        }
    }

    /** Weights by family and group. */
    private static Map<String, Map<String, Double>> sums(List<Map<String, String>> named, double[] weights) {
        Map<String, Map<String, Double>> sums = new TreeMap<>();
        for (int i = 0; i < weights.length; i++) {
            double weight = weights[i];
            named.get(i)
                    .forEach((family, group) -> sums.computeIfAbsent(family, name -> new TreeMap<>()).merge(group, weight, Double::sum));
        }
        return sums;
    }

    /** Sums it up in one line, for the run's report: {@code group balance: religion: Christian 18 (18.0 to 31.5), Muslim 45 (45.0 to 31.5)}. */
    public String note() {
        Map<String, List<GroupShare>> families = groups.stream()
                .collect(Collectors.groupingBy(GroupShare::family, TreeMap::new, Collectors.toList()));
        String told = families.entrySet().stream().map(family -> family.getKey() + ": " + family.getValue().stream()
                .map(share -> String.format(Locale.ROOT, "%s %d (%.1f to %.1f)", share.group(), share.examples(), share.before(),
                        share.after()))
                .collect(Collectors.joining(", ")) + (family.getValue().size() == 1 ? ", alone: nothing to balance it with" : ""))
                .collect(Collectors.joining("; "));
        return "group balance: " + (told.isEmpty() ? "no example names a group of people" : told);
    }
}
