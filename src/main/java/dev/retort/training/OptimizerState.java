package dev.retort.training;

import dev.retort.model.Weights;

/**
 * Everything that the next step depends on but its batch.
 *
 * @param first AdamW's first moment of each weight, under the weight's name
 * @param second its second moment
 * @param steps how many steps were taken
 */
record OptimizerState(Weights weights, Weights first, Weights second, long steps) {}
