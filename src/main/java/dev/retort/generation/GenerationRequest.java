package dev.retort.generation;

/**
 * What to continue.
 *
 * @param prompt at least one token id
 * @param maxTokens the most tokens to write, the end token included; the context's end is a limit too
 */
public record GenerationRequest(int[] prompt, Sampling sampling, int maxTokens) {
    public GenerationRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt needs a token");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens is " + maxTokens + ", expected at least 1");
        }
        prompt = prompt.clone();
    }
}
