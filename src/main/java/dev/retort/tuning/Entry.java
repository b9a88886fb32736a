package dev.retort.tuning;

/** A line of the ledger. */
public record Entry(int trial, int rung, TrialOutcome outcome) {}
