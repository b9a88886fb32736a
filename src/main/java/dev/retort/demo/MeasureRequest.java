package dev.retort.demo;

import java.util.List;

/**
 * A measurement as it was asked for.
 *
 * @param rounds of corrections, each with a run; 0: only the base is measured
 * @param seed of every training in it, the base's as well
 */
public record MeasureRequest(Domain domain, List<QuestionSet> sets, int rounds, int seed) {
    public MeasureRequest {
        sets = List.copyOf(sets);
    }
}
