package dev.retort.curation;

/** What is stored under the sender and id of a piece of feedback. */
public enum Received {
    NOTHING, THE_SAME, SOMETHING_ELSE
}
