package dev.retort.client;

import java.time.Duration;
import java.util.Optional;

/**
 * A reply that has ended.
 *
 * @param model the one that wrote it
 * @param whole whether what was streamed is exactly the text
 * @param recorded whether the server could record it for learning
 * @param firstToken until the first text came
 * @param recalled the id of the correction that was said in place of the model's words
 */
public record ServerReply(String exchangeId, String text, String finishReason, AnsweringModel model, boolean whole, boolean recorded,
        int tokens,
        Duration firstToken,
        Duration total,
        Optional<String> recalled) {}
