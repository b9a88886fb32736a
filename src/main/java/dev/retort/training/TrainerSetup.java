package dev.retort.training;

import dev.retort.model.Device;

/**
 * How a trainer turns batches into steps. Of the objective it uses beta, label smoothing, and whether the start weights are remembered; what is learned
 * from which reply is in the batches.
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
