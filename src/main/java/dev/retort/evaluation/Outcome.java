package dev.retort.evaluation;

/** The result of a rule for a candidate. */
public enum Outcome {
    /** The rule holds. */
    PASSED,
    /** The rule is broken, and not by chance. */
    FAILED,
    /** The examples are too few or too mixed to tell. */
    UNDECIDED,
    /** The gate set holds nothing to measure it on; the rule has no say. */
    NOT_MEASURED
}
