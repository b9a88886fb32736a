package dev.retort.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.retort.dataset.QualityReport.Found;

/** Counts of findings by their kind, with the first lines of each. */
final class Findings {
    private static final int SHOWN = 5;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, List<String>> lines = new LinkedHashMap<>();

    /** @param detail may be empty */
    void add(String what, long line, String detail) {
        counts.merge(what, 1L, Long::sum);
        List<String> shown = lines.computeIfAbsent(what, w -> new ArrayList<>());
        if (shown.size() < SHOWN) {
            shown.add(detail.isEmpty() ? Long.toString(line) : "%d (%s)".formatted(line, detail));
        }
    }

    /** The most frequent first. */
    Map<String, Found> found() {
        var found = new LinkedHashMap<String, Found>();
        counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(e -> found.put(e.getKey(), new Found(e.getValue(), List.copyOf(lines.getOrDefault(e.getKey(), List.of())))));
        return found;
    }
}
