package dev.retort.training;

import java.util.Map;
import java.util.Optional;

import dev.retort.model.Tensor;

/**
 * State from which a run continues as if nothing had happened. Order of the examples and dropout follow from the seed and the number of the step. The
 * journal's curve tells how long patience has been tried.
 *
 * @param best what had learned when the validation loss was lowest
 * @param references log-probabilities of the judged replies under the start weights, which are gone by now
 */
record Checkpoint(Journal journal, OptimizerState state, Optional<Map<String, Tensor>> best, float[] references) {}
