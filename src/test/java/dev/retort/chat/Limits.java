package dev.retort.chat;

import java.math.BigInteger;
import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;

/** Small enough to be reached. */
record Limits() implements ChatConfig {
    @Override
    public int maxText() {
        return 40;
    }

    @Override
    public int maxTokens() {
        return 8;
    }

    @Override
    public int maxTokensLimit() {
        return 16;
    }

    @Override
    public Duration conversationTtl() {
        return Duration.ofMinutes(1);
    }

    @Override
    public int maxConversations() {
        return 2;
    }

    @Override
    public int maxExchanges() {
        return 2;
    }

    @Override
    public int maxConversationText() {
        return 100;
    }

    @Override
    public int maxWaitingFrames() {
        return 2;
    }

    @Override
    public Duration pingInterval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int rememberedFeedback() {
        return 2;
    }

    @Override
    public Duration keyCheck() {
        return Duration.ofMillis(200);
    }

    @Override
    public Duration catchUp() {
        return Duration.ofMillis(200);
    }

    @Override
    public Duration stopWithin() {
        return Duration.ofSeconds(1);
    }

    @Override
    public MemorySize conversationMemory() {
        return new MemorySize(BigInteger.valueOf(10_000));
    }

    @Override
    public MemorySize waitingMemory() {
        return new MemorySize(BigInteger.valueOf(10_000));
    }

    @Override
    public MemorySize rememberedMemory() {
        return new MemorySize(BigInteger.valueOf(10_000));
    }
}
