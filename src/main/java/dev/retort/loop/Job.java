package dev.retort.loop;

import dev.retort.evaluation.GateRules;
import dev.retort.training.Hyperparameters;

/**
 * What a trainer process is to do.
 *
 * @param champion folder of the version that training starts from and the candidate is measured against
 * @param checkpoint folder that all attempts of the run share, so that the next goes on where one was killed
 * @param device {@code cpu} or {@code cuda:0}
 * @param threads of PyTorch
 * @param counterfactualAugmentation whether examples that name a group of people are learned with another group in its place as well
 * @param seed of the gate's resampling
 */
record Job(String run, int attempt, String champion, String checkpoint, String device, int threads, Hyperparameters hyperparameters,
        boolean counterfactualAugmentation, GateRules rules, long seed) {}
