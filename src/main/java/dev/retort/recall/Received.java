package dev.retort.recall;

/** The state of a piece of feedback, by its sender and id. */
public enum Received {
    NOTHING, THE_SAME,
    /** The same, and its sender has taken it back since. */
    TAKEN_BACK, SOMETHING_ELSE
}
