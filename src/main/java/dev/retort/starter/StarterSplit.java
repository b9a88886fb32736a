package dev.retort.starter;

/** What the conversations of a scenario are for. */
enum StarterSplit {
    /** Learned from. */
    TRAIN,
    /** Which weights to keep and how to weigh the trigram is decided on these. */
    VALIDATION,
    /** Seen by nothing until the figures in the model card are computed. */
    HELD_OUT
}
