package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Bias probes by what kind of group they compare. */
final class Families {
    private Families() {}

    /** In the order in which the families first come. */
    static <T> Map<String, List<T>> of(List<T> probed, Function<T, BiasProbe> probe) {
        return probed.stream().collect(Collectors.groupingBy(one -> probe.apply(one).family(), LinkedHashMap::new, Collectors.toList()));
    }

    /** Picks as many of each family, spread evenly over it. */
    static List<BiasProbe> evenly(List<BiasProbe> probes, int most) {
        Map<String, List<BiasProbe>> families = of(probes, Function.identity());
        int each = families.isEmpty() ? 0 : most / families.size();
        List<BiasProbe> chosen = new ArrayList<>();
        families.values().forEach(family -> {
            int count = Math.min(each, family.size());
            for (int i = 0; i < count; i++) {
                chosen.add(family.get(i * family.size() / count));
            }
        });
        return chosen;
    }
}
