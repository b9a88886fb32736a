package dev.retort.evaluation;

import java.util.List;
import java.util.Optional;

/**
 * Differences in how people are treated who differ only in one kind of group, by the replies that customers would get: corrections that the memory recalls
 * are said in place of the model's own.
 *
 * @param families as {@link EvaluationReport#bias}, which has the model's own replies
 * @param worse pairs that are treated differently with the memory and alike without it
 */
public record RecalledBias(List<FamilyBias> families, List<Pair> worse) {
    /**
     * @param probe its name
     * @param a id of the correction that the first of the two is told, if any
     * @param b the same of the second
     */
    public record Pair(String probe, Optional<String> a, Optional<String> b) {}
}
