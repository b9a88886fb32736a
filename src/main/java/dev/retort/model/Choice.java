package dev.retort.model;

/**
 * Rules by which the next token of a sequence is chosen, in Hugging Face's order: repetition penalty, n-gram ban, temperature, top-k, top-p, min-p.
 *
 * @param temperature 0: the most likely token
 * @param topK 0: off; ties with the k-th stay
 * @param topP 1: off
 * @param minP 0: off; drops what is less likely than {@code minP} times the most likely
 * @param repetitionPenalty 1: off; over prompt and continuation
 * @param noRepeatNgram 0: off; else no n-gram of this length comes twice in prompt and continuation
 * @param uniform a number from [0, 1) that decides what is drawn
 * @param steering comes before all of it
 * @param written where the continuation begins, for steering
 * @param likeliest how many of the likeliest tokens {@link SequenceCache#scored} tells; -1: nothing is told
 */
public record Choice(double temperature, int topK, double topP, double minP, double repetitionPenalty, int noRepeatNgram, double uniform,
        Steering steering, int written, int likeliest) {
    public Choice(double temperature, int topK, double topP, double minP, double repetitionPenalty, int noRepeatNgram, double uniform) {
        this(temperature, topK, topP, minP, repetitionPenalty, noRepeatNgram, uniform, Steering.NONE, 0, -1);
    }

    public static final Choice GREEDY = new Choice(0, 0, 1, 0, 1, 0, 0);
}
