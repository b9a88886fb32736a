package dev.retort.training;

import dev.retort.model.Labelled;

/**
 * A row and the log-probability of its labels under the start weights.
 *
 * @param reference 0 where it is not known yet
 */
record Scored(Labelled row, float reference) {}
