package dev.retort.recall;

import java.util.List;
import java.util.Optional;

import dev.retort.events.ChatTurn;
import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.ExchangeEvent.Timings;
import dev.retort.events.ExchangeEvent.Usage;
import dev.retort.events.ModelRef;
import dev.retort.events.RecalledReply;

/**
 * A conversation as far as the store knows it.
 *
 * @param owner       who chats; empty if the conversation is unknown
 * @param turns       all turns, oldest first; none if the conversation is unknown
 * @param exchanges   those that are stored, in order of their turn
 * @param nextTurn    the number that the next exchange has
 */
public record ConversationHistory(String conversationId, Optional<String> owner, List<ChatTurn> turns,
        List<Recorded> exchanges, int nextTurn) {

    /**
     * The making of a reply.
     *
     * @param messageId the client's own id of the message, where it gave one
     * @param recalled the correction that was said in place of what the model wrote, or would have been
     */
    public record Recorded(String exchangeId, Optional<String> messageId, ModelRef model, String finishReason, Usage usage,
            Timings timings, Optional<Safety> safety, Optional<RecalledReply> recalled) {}
}
