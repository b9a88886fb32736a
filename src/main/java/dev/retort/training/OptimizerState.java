package dev.retort.training;

import java.util.Map;

import dev.retort.model.Tensor;

/**
 * State that the next step depends on, besides its batch and frozen weights.
 *
 * @param learned what learns: all weights, or an adapter, by their names
 * @param first AdamW's first moment of each, under the same name
 * @param second its second moment
 * @param steps how many steps were taken
 */
record OptimizerState(Map<String, Tensor> learned, Map<String, Tensor> first, Map<String, Tensor> second, long steps) {}
