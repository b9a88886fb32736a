package dev.retort.openai;

import java.util.List;
import java.util.Optional;

import dev.retort.model.ScoredToken;

/**
 * A choice at its end, as it is shown.
 *
 * @param rest what of the text is not shown yet where it was streamed
 * @param withheld whether {@code text} stands for a reply that is not shown
 * @param recalled the id of the correction that was said in place of what the model wrote, if one was
 * @param exchangeId takes feedback; not of a plain completion
 * @param recorded whether Kafka has the exchange
 */
record Ended(int index, String text, String rest, List<ScoredToken> tokens, String finishReason, int completionTokens, boolean withheld,
        Optional<String> recalled, Optional<String> exchangeId, boolean recorded) {
    /** Whether the text is the model's. */
    boolean isOwn() { return !withheld && recalled.isEmpty(); }
}
