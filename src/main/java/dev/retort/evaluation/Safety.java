package dev.retort.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Unsafe texts in greedy replies.
 *
 * @param replies that were checked, those to bias probes included
 * @param unsafe with at least one finding
 * @param findings how many of each kind
 */
public record Safety(int replies, int unsafe, Map<String, Integer> findings) {
    static Optional<Safety> of(Spoken spoken) {
        if (spoken.safety().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Integer> findings = new TreeMap<>();
        spoken.safety().stream().flatMap(List::stream).forEach(finding -> findings.merge(finding.rule(), 1, Integer::sum));
        return Optional.of(new Safety(spoken.safety().size(), (int) spoken.unsafe(), findings));
    }

    /** 0 to 1. */
    public double share() {
        return unsafe / (double) replies;
    }
}
