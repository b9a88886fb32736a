package dev.retort.generation;

import java.time.Duration;

/**
 * A continuation that has ended.
 *
 * @param text without the end token
 * @param ids all tokens that were written, the end token included
 * @param promptTokens length of the prompt
 * @param firstToken from submission to the first token; the whole time if there is none
 * @param total from submission to the end
 */
public record Completion(String text, int[] ids, FinishReason finishReason, int promptTokens, Duration firstToken, Duration total) {}
