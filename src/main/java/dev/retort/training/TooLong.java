package dev.retort.training;

/** What becomes of an example that doesn't fit the model's context, older turns left out. */
public enum TooLong {
    /** It is left out and counted. */
    DROP,
    /** The run is refused. */
    REFUSE
}
