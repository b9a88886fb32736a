package dev.retort.curation;

/** The judgements of people that a way of training can learn. So nothing waits for a run that would leave it out. Praise never asks for a run. */
public enum Learnable {
    /** Corrections: what should have been said. */
    REPLIES("source = 'correction'"),
    /** Corrections whose flagged reply is known. */
    PAIRS("source = 'correction' and rejected is not null"),
    /** Corrections, and flagged replies that nobody has bettered. */
    JUDGEMENTS("source in ('correction', 'flag')");

    private final String condition;

    Learnable(String condition) {
        this.condition = condition;
    }

    /** SQL about the table {@code example}. */
    String condition() {
        return condition;
    }
}
