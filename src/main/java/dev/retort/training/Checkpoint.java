package dev.retort.training;

import java.util.Optional;

import dev.retort.model.Weights;

/**
 * What a run needs to continue as if nothing had happened. Order of the examples and dropout follow from the seed and the number of the step.
 *
 * @param best the weights with the lowest validation loss so far
 */
record Checkpoint(Journal journal, OptimizerState state, Optional<Weights> best) {}
