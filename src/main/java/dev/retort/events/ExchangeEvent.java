package dev.retort.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code dev.retort.exchange.v1}: someone said something and a model replied.
 *
 * @param exchangeId     the signed exchange id
 * @param conversationId the conversation; the record's key
 * @param turn           number of this exchange in its conversation, from 0
 * @param owner          id of the person who chats
 * @param messageId      the client's own id of the message, where it gave one; in a conversation it is answered once
 * @param prompt         the turns before the reply, oldest first; the last is the user's
 * @param reply          what was shown: what the model said, or the sentence that stands for a withheld reply
 * @param finishReason   {@code stop}, {@code length} or {@code cancelled}
 * @param safety         what the safety check found, where it found something
 * @param recalled       the correction that was said in place of what the model wrote, or would have been
 * @param omittedTurns   the number of turns that came before those of the prompt and are left out, where they are more than a record holds
 */
public record ExchangeEvent(String exchangeId, String conversationId, int turn, String owner, Optional<String> messageId,
        List<ChatTurn> prompt, String reply, ModelRef model, Sampling sampling, Usage usage, String finishReason, Timings timings,
        Instant at, Optional<Safety> safety, Optional<RecalledReply> recalled, Optional<Integer> omittedTurns) {

    public static final String TYPE = "dev.retort.exchange.v1";

    /** One in which nothing unsafe was found. */
    public ExchangeEvent(String exchangeId, String conversationId, int turn, String owner, Optional<String> messageId,
            List<ChatTurn> prompt,
            String reply, ModelRef model, Sampling sampling, Usage usage, String finishReason, Timings timings, Instant at) {
        this(exchangeId, conversationId, turn, owner, messageId, prompt, reply, model, sampling, usage, finishReason, timings, at,
                Optional.empty());
    }

    /** One of which nothing is left out, and in which the model spoke for itself. */
    public ExchangeEvent(String exchangeId, String conversationId, int turn, String owner, Optional<String> messageId,
            List<ChatTurn> prompt, String reply, ModelRef model, Sampling sampling, Usage usage, String finishReason, Timings timings,
            Instant at, Optional<Safety> safety) {
        this(exchangeId, conversationId, turn, owner, messageId, prompt, reply, model, sampling, usage, finishReason, timings, at, safety,
                Optional.empty(), Optional.empty());
    }

    /** The same with the latest of its turns. */
    ExchangeEvent with(List<ChatTurn> latest) {
        int omitted = omittedTurns.orElse(0) + prompt.size() - latest.size();
        return new ExchangeEvent(exchangeId, conversationId, turn, owner, messageId, latest, reply, model, sampling, usage, finishReason,
                timings, at, safety, recalled, Optional.of(omitted).filter(count -> count > 0));
    }

    /**
     * Unsafe text in a reply.
     *
     * @param withheld the whole reply, where another sentence was shown in its place
     */
    public record Safety(List<Finding> findings, Optional<String> withheld) {
        public Safety {
            findings = List.copyOf(findings);
        }

        /**
         * @param rule such as {@code order number}
         * @param text where it was found
         */
        public record Finding(String rule, String text) {}
    }

    /** Settings of the sampling; temperature 0 is greedy. */
    public record Sampling(double temperature, int topK, double topP, double repetitionPenalty, long seed, int maxTokens) {}

    public record Usage(int promptTokens, int completionTokens) {}

    /** Milliseconds from the request to the first token and to the last. */
    public record Timings(long firstTokenMs, long totalMs) {}
}
