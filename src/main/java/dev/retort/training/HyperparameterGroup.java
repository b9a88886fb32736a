package dev.retort.training;

/** Hyperparameters that belong together. Where they are written, in jobs, manifests and digests, nothing tells of the group. */
sealed interface HyperparameterGroup permits Optimizer, Pacing, DataUse, Stopping {}
