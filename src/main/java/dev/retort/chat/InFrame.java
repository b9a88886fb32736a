package dev.retort.chat;

import java.util.Optional;

import dev.retort.generation.Sampling;

/** Frames of the client. */
sealed interface InFrame {
    /**
     * Something that is said.
     *
     * @param id     the client's own; the same id is answered once
     * @param memory whether a correction may be said in place of the model's words
     * @param record whether Kafka is told of the exchange, and with it the memory and who learns
     */
    record Message(Optional<String> id, String text, Sampling sampling, int maxTokens, boolean memory, boolean record) implements InFrame {
        Message(Optional<String> id, String text, Sampling sampling, int maxTokens) {
            this(id, text, sampling, maxTokens, true, true);
        }
    }

    /** @param exchangeId the response to stop; the running one if not given */
    record Cancel(Optional<String> exchangeId) implements InFrame {}

    /** @param id the idempotency key */
    record Feedback(Optional<String> id, FeedbackDraft draft) implements InFrame {}
}
