package dev.retort.training;

/** Fate of an example that doesn't fit the model's context, even without its older turns. */
public enum TooLong {
    /** It is left out and counted. */
    DROP,
    /** The run is refused. */
    REFUSE
}
