package dev.retort.openai;

import java.util.List;
import java.util.Optional;

import dev.retort.model.ScoredToken;

/**
 * A choice at its end, as it is shown.
 *
 * @param withheld whether {@code text} stands for a reply that is not shown
 * @param exchangeId takes feedback; not of a plain completion
 * @param recorded whether Kafka has the exchange
 */
record Ended(int index, String text, List<ScoredToken> tokens, String finishReason, int completionTokens, boolean withheld,
        Optional<String> exchangeId, boolean recorded) {}
