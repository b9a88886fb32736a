package dev.retort.generation;

/** Why a continuation ended. */
public enum FinishReason {
    /** The model ended its turn. */
    STOP,
    /** The limit of tokens, or the context, was reached. */
    LENGTH,
    /** Someone cancelled it. */
    CANCELLED
}
