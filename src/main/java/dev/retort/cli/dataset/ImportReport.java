package dev.retort.cli.dataset;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was read, kept and left out. */
public final class ImportReport {
    private static final int SHOWN = 5;

    /** @param firstLines the numbers of the first few lines, with what was wrong where more is known than the reason */
    public record Dropped(long count, List<String> firstLines) {}

    private final Map<Split, Long> kept = new EnumMap<>(Split.class);
    private final Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
    private final Map<DropReason, List<String>> lines = new EnumMap<>(DropReason.class);

    void keep(Split split) {
        kept.merge(split, 1L, Long::sum);
    }

    void drop(Parsed.Dropped dropped) {
        counts.merge(dropped.reason(), 1L, Long::sum);
        List<String> shown = lines.computeIfAbsent(dropped.reason(), r -> new ArrayList<>());
        if (shown.size() < SHOWN) {
            shown.add(dropped.detail().isEmpty() ? Long.toString(dropped.line()) : "%d (%s)".formatted(dropped.line(), dropped.detail()));
        }
    }

    /** Examples by file: train, validation, gate. */
    public Map<String, Long> kept() {
        var byName = new TreeMap<String, Long>();
        for (Split split : Split.values()) {
            byName.put(split.file().replace(".jsonl", ""), kept.getOrDefault(split, 0L));
        }
        return byName;
    }

    public long keptInAll() {
        return kept.values().stream().mapToLong(Long::longValue).sum();
    }

    public Map<DropReason, Dropped> dropped() {
        var dropped = new EnumMap<DropReason, Dropped>(DropReason.class);
        counts.forEach((reason, count) -> dropped.put(reason, new Dropped(count, List.copyOf(lines.getOrDefault(reason, List.of())))));
        return dropped;
    }
}
