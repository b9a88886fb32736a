package dev.retort.generation;

import dev.retort.model.Choice;
import dev.retort.model.Steering;

/**
 * A prompt to continue, with sampling and limits.
 *
 * @param prompt at least one token id
 * @param maxTokens the most tokens to write, the end token included; the context's end is a limit too
 * @param steering penalties and biases besides the sampling's own
 * @param likeliest how many of the likeliest tokens the listener is told of with each token; -1: nothing of likelihoods
 */
public record GenerationRequest(int[] prompt, Sampling sampling, int maxTokens, Steering steering, int likeliest) {
    public GenerationRequest(int[] prompt, Sampling sampling, int maxTokens) {
        this(prompt, sampling, maxTokens, Steering.NONE, -1);
    }

    public GenerationRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt needs a token");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens is " + maxTokens + ", expected at least 1");
        }
        prompt = prompt.clone();
    }

    /** @param uniform a number from [0, 1) */
    Choice choice(double uniform) {
        return sampling.choice(uniform, steering, prompt.length, likeliest);
    }
}
