package dev.retort.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Correction for many tests at once (Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure"): the chance of one false alarm or more among
 * all of them stays below the level, whatever their dependence.
 */
final class Holm {
    private Holm() {}

    /** Adjusted p-values, in the given order: a test's null is rejected at every level at or above its own. */
    static double[] adjusted(List<Double> pValues) {
        int tests = pValues.size();
        double[] adjusted = new double[tests];
        double largest = 0;
        int[] ascending = IntStream.range(0, tests).boxed().sorted(Comparator.comparing(pValues::get)).mapToInt(Integer::intValue)
                .toArray();
        for (int rank = 0; rank < tests; rank++) {
            largest = Math.max(largest, Math.min(1, (tests - rank) * pValues.get(ascending[rank])));
            adjusted[ascending[rank]] = largest;
        }
        return adjusted;
    }
}
