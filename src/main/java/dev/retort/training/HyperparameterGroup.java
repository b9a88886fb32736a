package dev.retort.training;

/** Hyperparameters that belong together. Jobs, manifests and digests have them without their group. */
sealed interface HyperparameterGroup permits Optimizer, Pacing, DataUse, Stopping {}
