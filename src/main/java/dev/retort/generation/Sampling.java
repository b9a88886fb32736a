package dev.retort.generation;

import dev.retort.model.Choice;
import dev.retort.model.Steering;

/**
 * Settings by which tokens are drawn.
 *
 * @param temperature 0: always the most likely token
 * @param topK 0: off
 * @param topP 1: off
 * @param repetitionPenalty 1: off; above it, tokens of prompt and continuation become less likely
 * @param seed the same seed, prompt and model give the same text, whatever else is written at the same time
 * @param minP 0: off; tokens less likely than {@code minP} times the most likely are dropped
 * @param noRepeatNgram 0: off; else no n-gram of this length comes twice
 */
public record Sampling(double temperature, int topK, double topP, double repetitionPenalty, long seed, double minP, int noRepeatNgram) {
    /** @throws IllegalArgumentException naming the setting that is out of range */
    public Sampling {
        check(temperature >= 0 && temperature <= 100, "temperature", temperature, "0 to 100");
        check(topK >= 0, "topK", topK, "0 or more");
        check(topP > 0 && topP <= 1, "topP", topP, "above 0 and at most 1");
        check(repetitionPenalty > 0 && repetitionPenalty <= 100, "repetitionPenalty", repetitionPenalty, "above 0 and at most 100");
        check(minP >= 0 && minP <= 1, "minP", minP, "0 to 1");
        check(noRepeatNgram >= 0, "noRepeatNgram", noRepeatNgram, "0 or more");
    }

    public Sampling(double temperature, int topK, double topP, double repetitionPenalty, long seed) {
        this(temperature, topK, topP, repetitionPenalty, seed, 0, 0);
    }

    /** Always the most likely token. */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 1, 0);
    }

    /** @param uniform a number from [0, 1) */
    Choice choice(double uniform) {
        return choice(uniform, Steering.NONE, 0, -1);
    }

    Choice choice(double uniform, Steering steering, int written, int likeliest) {
        return new Choice(temperature, topK, topP, minP, repetitionPenalty, noRepeatNgram, uniform, steering, written, likeliest);
    }

    private static void check(boolean good, String name, double value, String expected) {
        if (!good) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
