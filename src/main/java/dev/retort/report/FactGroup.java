package dev.retort.report;

import java.util.List;

/** Facts about a run, under a heading. */
public record FactGroup(String title, List<Fact> facts) {
    public FactGroup {
        facts = List.copyOf(facts);
    }
}
