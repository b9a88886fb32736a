package dev.retort.training;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * State of a run after a step.
 *
 * @param step steps taken
 * @param steps of the whole run
 * @param epoch passes over the examples, in parts
 * @param loss of the step's batch, before the step
 * @param validationLoss after the step, where it was measured
 * @param learningRate of the step
 * @param gradNorm before clipping
 * @param tokensPerSecond tokens of the rows without padding, over this process's steps, evaluations left out
 * @param left what the rest will take at this speed
 * @param preferences how the step's batch stands to judged replies, where it has any
 */
public record TrainingProgress(int step, int steps, double epoch, double loss, OptionalDouble validationLoss, double learningRate,
        double gradNorm, double tokensPerSecond, Duration left, Optional<Preferences> preferences) {}
