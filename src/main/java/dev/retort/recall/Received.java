package dev.retort.recall;

/** The state of a piece of feedback, by its sender and id. */
public enum Received {
    NOTHING, THE_SAME, SOMETHING_ELSE
}
