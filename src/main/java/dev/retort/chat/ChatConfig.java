package dev.retort.chat;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of a chat, and of the memory of it. */
@ConfigMapping(prefix = "retort.chat")
interface ChatConfig {
    /** Longest message, better reply or comment, in characters (UTF-16 units). Default 4,000. */
    @WithDefault("4000")
    int maxText();

    /** Most tokens of a reply where a message doesn't say, its end included. Default 64. */
    @WithDefault("64")
    int maxTokens();

    /** The most that a message may set {@code maxTokens} to. Default 512. */
    @WithDefault("512")
    int maxTokensLimit();

    /** Time that a conversation stays in memory while nobody is connected to it. Default 30 minutes. */
    @WithDefault("PT30M")
    Duration conversationTtl();

    /** Conversations in memory; the ones unused longest make room for new ones. Default 10,000. */
    @WithDefault("10000")
    int maxConversations();

    /** Memory for the conversations in memory, besides their number; while those in use fill it, new messages are refused. Default 128 MB. */
    @WithDefault("128M")
    MemorySize conversationMemory();

    /** Longest conversation, in exchanges. Default 500. */
    @WithDefault("500")
    int maxExchanges();

    /** Longest conversation, in characters of all its turns. Default 100,000. */
    @WithDefault("100000")
    int maxConversationText();

    /** Frames that may wait for a client that reads slowly, before its connection is closed. Default 2,000. */
    @WithDefault("2000")
    int maxWaitingFrames();

    /** Memory for frames that wait to be handled or to be read, of all connections; who fills it is closed. Default 64 MB. */
    @WithDefault("64M")
    MemorySize waitingMemory();

    /** Between two questions to a client whether it is there; one that has not answered the last is let go. Default 30 seconds. */
    @WithDefault("PT30S")
    Duration pingInterval();

    /** Pieces of feedback that are remembered, so that the same key with another body is refused before the store has them. Default 10,000. */
    @WithDefault("10000")
    int rememberedFeedback();

    /** Memory for remembered feedback, and as much for exchanges that Kafka did not take, besides their number. Default 32 MB. */
    @WithDefault("32M")
    MemorySize rememberedMemory();

    /** Longest wait, for feedback with a key, until the store says whether the key was used for something else. Default 2 seconds. */
    @WithDefault("PT2S")
    Duration keyCheck();

    /** Longest wait, for a conversation that is read back, until the store has all that Kafka has. Default 3 seconds. */
    @WithDefault("PT3S")
    Duration catchUp();

    /** Time that replies which are being written have when the server stops, before they are cancelled. Default 1 second. */
    @WithDefault("PT1S")
    Duration stopWithin();
}
