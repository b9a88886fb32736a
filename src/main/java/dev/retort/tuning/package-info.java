/**
 * Finds hyperparameters that suit a data set. In come a model, a training set with a part held out, and a space of settings; out come the trials with
 * their held-out losses, the best setting, its evidence on the disk, and the lines that make it count from now on.
 *
 * <p>{@link dev.retort.tuning.Search} is successive halving (Jamieson and Talwalkar 2016, "Non-stochastic Best Arm Identification and Hyperparameter
 * Optimization"): every trial does the first part of its run, the better ones of each {@link dev.retort.tuning.Halving rung} go on from where they
 * paused. What has been measured is in a {@link dev.retort.tuning.Ledger}; a search that was killed goes on to the same figures.
 */
@NullMarked
package dev.retort.tuning;

import org.jspecify.annotations.NullMarked;
