package dev.retort.generation;

/** Told of a continuation's progress on the engine's own thread: must not block. Exactly one of {@code onDone} and {@code onFailure} comes, last. */
public interface GenerationListener {
    /** @param text what is new: never empty, never half a character */
    void onDelta(String text);

    void onDone(Completion completion);

    void onFailure(Throwable failure);
}
