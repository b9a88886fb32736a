package dev.retort.starter;

/** The use of a scenario's conversations. */
enum StarterSplit {
    /** Learned from. */
    TRAIN,
    /** Decides which weights to keep, and the weight of the trigram. */
    VALIDATION,
    /** Seen by nothing until the figures in the model card are computed. */
    HELD_OUT
}
