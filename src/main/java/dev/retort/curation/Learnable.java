package dev.retort.curation;

import static java.util.stream.Collectors.joining;

import java.util.EnumSet;
import java.util.Set;

/** The judgements of people that a way of training can learn. So nothing waits for a run that would leave it out. Praise never asks for a run. */
public enum Learnable {
    /** Corrections: what should have been said. */
    REPLIES(EnumSet.of(Source.CORRECTION), false),
    /** Corrections whose flagged reply is known. */
    PAIRS(EnumSet.of(Source.CORRECTION), true),
    /** Corrections, and flagged replies that nobody has bettered. */
    JUDGEMENTS(EnumSet.of(Source.CORRECTION, Source.FLAG), false);

    private final Set<Source> sources;
    private final boolean pairsOnly;

    Learnable(Set<Source> sources, boolean pairsOnly) {
        this.sources = sources;
        this.pairsOnly = pairsOnly;
    }

    /** SQL about the table {@code example}. */
    String condition() {
        String those = sources.stream().map(source -> "'" + source.word() + "'")
                .collect(joining(", ", "source in (", ") and split <> 'between'"));
        return pairsOnly ? those + " and rejected is not null" : those;
    }
}
