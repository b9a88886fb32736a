package dev.retort.generation;

/** A continuation that was submitted. */
public interface GenerationHandle {
    /** Ends it at the next step, with {@link FinishReason#CANCELLED}; does nothing if it has ended. */
    void cancel();
}
