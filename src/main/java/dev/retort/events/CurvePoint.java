package dev.retort.events;

import java.util.Optional;

/**
 * One update of a training run, as its curves show it.
 *
 * @param step from 1
 * @param epoch passes over the examples after it, in parts
 * @param loss of the update's batch, before the update
 * @param validationLoss after it, where it was measured
 * @param gradNorm global norm of the gradients before clipping
 * @param tokensPerSecond up to here
 * @param chosenReward mean of the better and the praised replies, where the method judges replies: beta (log p - log p under the start weights)
 * @param rejectedReward mean of the worse and the flagged ones
 * @param margin by how much the better reply of a pair is above the worse one
 * @param accuracy share of the pairs in which it is above, 0 to 1
 */
public record CurvePoint(int step, double epoch, double loss, Optional<Double> validationLoss, double learningRate, double gradNorm,
        double tokensPerSecond, Optional<Double> chosenReward, Optional<Double> rejectedReward, Optional<Double> margin,
        Optional<Double> accuracy) {}
