package dev.retort.model;

import java.util.Map;

/**
 * Additions to a token's logit, before anything else: {@code bias[token] - frequencyPenalty * times - presencePenalty * (times > 0 ? 1 : 0)},
 * {@code times} being how often it is in the continuation (not the prompt), as OpenAI's API defines it.
 *
 * @param presencePenalty 0: off
 * @param frequencyPenalty 0: off
 * @param bias token id to what is added
 */
public record Steering(double presencePenalty, double frequencyPenalty, Map<Integer, Double> bias) {
    public static final Steering NONE = new Steering(0, 0, Map.of());

    public Steering {
        bias = Map.copyOf(bias);
    }
}
