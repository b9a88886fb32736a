package dev.retort.chat;

import java.util.Optional;

import dev.retort.generation.Sampling;

/** Frames of the client. */
sealed interface InFrame {
    /** @param id the client's own; the same id is answered once */
    record Message(Optional<String> id, String text, Sampling sampling, int maxTokens) implements InFrame {}

    /** @param exchangeId the response to stop; the running one if not given */
    record Cancel(Optional<String> exchangeId) implements InFrame {}

    /** @param id the idempotency key */
    record Feedback(Optional<String> id, FeedbackDraft draft) implements InFrame {}
}
