package dev.retort.training;

/**
 * What an optimizer step saw.
 *
 * @param loss weighted mean of -log p over the labels of all parts, before the step
 * @param gradNorm global norm of the gradients before clipping
 */
public record StepResult(double loss, double gradNorm) {}
