package dev.retort.training;

/**
 * A hyperparameter on the command line.
 *
 * @param label stands for its value
 * @param help a sentence or two, default included
 */
public record HyperparameterOption(String label, String help) {}
