package dev.retort.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Memory of a run's past, besides weights and optimizer.
 *
 * @param startValidationLoss before the first step, where there is a validation set
 * @param bestValidationLoss the lowest so far
 * @param bestStep after which step it was measured
 * @param tokens learned from
 * @param stepSeconds time spent in steps
 * @param seconds time spent in all, of processes that were killed up to their last checkpoint
 */
record Journal(List<TrainingProgress> curve, OptionalDouble startValidationLoss, OptionalDouble bestValidationLoss, int bestStep,
        long tokens, double stepSeconds, double seconds) {
    static Journal empty() {
        return new Journal(List.of(), OptionalDouble.empty(), OptionalDouble.empty(), 0, 0, 0, 0);
    }

    Journal {
        curve = List.copyOf(curve);
    }

    int steps() {
        return curve.size();
    }

    Journal startingAt(double validationLoss) {
        return new Journal(curve, OptionalDouble.of(validationLoss), bestValidationLoss, bestStep, tokens, stepSeconds, seconds);
    }

    /** Tells whether a validation loss is lower than all before. A tie goes to the earlier weights. */
    boolean improvesOn(OptionalDouble validationLoss) {
        return validationLoss.isPresent()
                && (bestValidationLoss.isEmpty() || validationLoss.getAsDouble() < bestValidationLoss.getAsDouble());
    }

    /** Number of validation losses in a row that were no new best one. */
    int measuredSinceBest() {
        return (int) curve.stream().filter(step -> step.step() > bestStep && step.validationLoss().isPresent()).count();
    }

    Journal after(TrainingProgress step, long stepTokens, double spentInStep, double spentInAll) {
        List<TrainingProgress> longer = new ArrayList<>(curve);
        longer.add(step);
        boolean best = improvesOn(step.validationLoss());
        return new Journal(longer, startValidationLoss, best ? step.validationLoss() : bestValidationLoss, best ? step.step() : bestStep,
                tokens + stepTokens, stepSeconds + spentInStep, seconds + spentInAll);
    }
}
