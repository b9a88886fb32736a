package dev.retort.training;

import java.util.OptionalDouble;

/**
 * Rewards that a model gives judged replies, against the weights it started from. A reply's reward is beta (log p - log p under the start weights).
 *
 * @param loss mean of their DPO and KTO losses
 * @param good mean reward of the better and the praised replies, if there was one
 * @param bad mean reward of the worse and the flagged ones, if there was one
 * @param margin by how much the better reply of a pair is above the worse one, if there was a pair
 * @param accuracy share of the pairs in which it is above, if there was a pair
 * @param divergence KTO's estimate of how far the model is from its start, at least 0
 */
public record Preferences(double loss, OptionalDouble good, OptionalDouble bad, OptionalDouble margin, OptionalDouble accuracy,
        double divergence) {}
