package dev.retort.training;

import dev.retort.model.Device;

/**
 * Settings by which a trainer turns batches into steps. Batches say what is learned from each reply. The objective gives beta, label smoothing, and
 * whether the start weights are remembered.
 */
public record TrainerSetup(AdamW optimizer, Objective objective, Compute compute, Device device) {
    /** Cross entropy in float32. */
    public static TrainerSetup of(AdamW optimizer, Device device) {
        return new TrainerSetup(optimizer, Objective.sft(), Compute.exact(), device);
    }

    public TrainerSetup withCompute(Compute value) {
        return new TrainerSetup(optimizer, objective, value, device);
    }

    public TrainerSetup withObjective(Objective value) {
        return new TrainerSetup(optimizer, value, compute, device);
    }
}
