package dev.retort.openai;

import java.time.Duration;
import java.util.List;

import dev.retort.model.ScoredToken;

/**
 * A completion at its end, as the model wrote it.
 *
 * @param index its place among the choices of the request
 * @param text up to the stop string, if one came
 * @param tokens those of the text, where likelihoods were asked for
 * @param finishReason {@code stop}, {@code length} or {@code cancelled}
 */
record Written(int index, String text, List<ScoredToken> tokens, String finishReason, int promptTokens, int completionTokens,
        Duration firstToken, Duration total) {}
