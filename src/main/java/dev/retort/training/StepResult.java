package dev.retort.training;

import java.util.Optional;

/**
 * Figures of an optimizer step.
 *
 * @param loss of all parts together, before the step
 * @param gradNorm global norm of the gradients before clipping
 * @param preferences of the step's pairs and flags, where there were any
 */
public record StepResult(double loss, double gradNorm, Optional<Preferences> preferences) {}
