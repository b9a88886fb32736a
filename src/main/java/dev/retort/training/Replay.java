package dev.retort.training;

/** Demand on a model at replayed replies. */
public enum Replay {
    /** Learn them again, by cross entropy. */
    LEARN,
    /**
     * Stay as before the run, by the divergence from the start weights' distribution at each label (Li &amp; Hoiem 2016, Learning without
     * Forgetting). Nothing is asked of a model that has not moved, however unlikely it finds a reply. Only what the start weights know can be kept.
     */
    KEEP
}
