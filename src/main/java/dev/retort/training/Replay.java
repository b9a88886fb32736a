package dev.retort.training;

/** What is asked of a model at replayed replies. */
public enum Replay {
    /** To learn them again, by cross entropy. */
    LEARN,
    /**
     * To stay as it was before the run, by the divergence from the start weights' distribution at each label (Li &amp; Hoiem 2016, Learning without
     * Forgetting). Nothing is asked of a model that has not moved, however unlikely it finds a reply. Only what the start weights know can be kept.
     */
    KEEP
}
