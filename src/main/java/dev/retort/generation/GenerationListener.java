package dev.retort.generation;

import java.util.Optional;

import dev.retort.model.ScoredToken;

/** Told of a continuation's progress on the engine's own thread: must not block. Exactly one of {@code onDone} and {@code onFailure} comes, last. */
public interface GenerationListener {
    /**
     * Each token, the end token included, before the text that it completes.
     *
     * @param scored how likely it and others were; where the request asked for it
     */
    default void onToken(int token, Optional<ScoredToken> scored) {
        // most want the text only
    }

    /** @param text what is new: never empty, never half a character */
    void onDelta(String text);

    void onDone(Completion completion);

    void onFailure(Throwable failure);
}
