package dev.retort.openai;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Defaults and limits of requests to OpenAI's API. */
@ConfigMapping(prefix = "retort.openai")
interface OpenAiConfig {
    /** Name under which the version that serves can be asked for, whichever it is. Default {@code retort}. */
    @WithDefault("retort")
    String model();

    /** Most tokens of a chat completion where a request doesn't say. Default: as in the chat. */
    @WithDefault("${retort.chat.max-tokens:64}")
    int maxTokens();

    /** Most tokens of any completion; a request that wants more gets these, and the finish reason {@code length}. Default: as in the chat. */
    @WithDefault("${retort.chat.max-tokens-limit:512}")
    int maxTokensLimit();

    /** Temperature where a request doesn't say; OpenAI's default is 1, the chat's is 0. */
    @WithDefault("1")
    double temperature();

    /** Most completions of one request: prompts times {@code n}. Default 64. */
    @WithDefault("64")
    int maxChoices();

    /** Between the comments that keep a stream open while nothing is written. Default 5 seconds. */
    @WithDefault("PT5S")
    Duration heartbeat();

    /** Most of an answer that may wait for a client to read it; a stream that goes beyond ends. Default 4 MB. */
    @WithDefault("4M")
    MemorySize maxUnread();

    /** Memory for what waits so, of all clients; a stream that finds no room in it ends. Default 64 MB. */
    @WithDefault("64M")
    MemorySize unreadMemory();
}
