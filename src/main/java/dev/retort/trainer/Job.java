package dev.retort.trainer;

import java.util.Optional;

import dev.retort.evaluation.GateRules;
import dev.retort.training.Hyperparameters;

/**
 * Task of a trainer process.
 *
 * @param champion folder of the version that the candidate is measured against
 * @param start folder of the version that training starts from
 * @param checkpoint folder that all attempts of the run share, so that the next goes on where one was killed
 * @param device {@code cpu} or {@code cuda:0}
 * @param threads of PyTorch
 * @param mitigation measures against bias before training
 * @param distils whether old questions are mined to which corrections are the right reply, too
 * @param encoder of meanings: a folder or {@code none}; not set: the bundled one
 * @param vectors file of vectors that a server keeps, so that its questions need not be encoded anew
 * @param seed of the gate's resampling
 */
public record Job(String run, int attempt, String champion, String start, String checkpoint, String device, int threads,
        Hyperparameters hyperparameters,
        Mitigation mitigation, boolean distils, Optional<String> encoder, Optional<String> vectors,
        GateRules rules, long seed) {}
