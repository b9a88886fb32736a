package dev.retort.chat;

import java.util.Optional;

import jakarta.annotation.security.PermitAll;

import dev.retort.generation.Sampling;

/** Frames of the client. Each says who may send it; one that does not is for nobody ({@link dev.retort.security.AccessRule}). */
sealed interface InFrame {
    /**
     * Something that is said.
     *
     * @param id     the client's own; the same id is answered once
     * @param memory whether a correction may be said in place of the model's words
     * @param record whether Kafka is told of the exchange, and with it the memory and who learns
     */
    @PermitAll
    record Message(Optional<String> id, String text, Sampling sampling, int maxTokens, boolean memory, boolean record) implements InFrame {
        Message(Optional<String> id, String text, Sampling sampling, int maxTokens) {
            this(id, text, sampling, maxTokens, true, true);
        }
    }

    /** @param exchangeId the response to stop; the running one if not given */
    @PermitAll
    record Cancel(Optional<String> exchangeId) implements InFrame {}

    /** @param id the idempotency key */
    @PermitAll
    record Feedback(Optional<String> id, FeedbackDraft draft) implements InFrame {}
}
