package dev.retort.curation;

import java.util.List;
import java.util.Optional;

import dev.retort.events.ChatTurn;

/**
 * What the store knows of a conversation.
 *
 * @param owner       who chats; empty if the conversation is unknown
 * @param turns       all turns, oldest first; none if the conversation is unknown
 * @param exchangeIds the exchanges in order of their turn
 * @param nextTurn    the number that the next exchange has
 */
public record ConversationHistory(String conversationId, Optional<String> owner, List<ChatTurn> turns, List<String> exchangeIds,
        int nextTurn) {}
