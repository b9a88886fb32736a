package dev.retort.training;

import java.util.OptionalDouble;

/**
 * A hyperparameter in a run's report.
 *
 * @param format has one {@code %s}, the value
 * @param percent whether the value is a share that is told in percent
 * @param idle a value that changes nothing, of which the report says nothing
 */
public record HyperparameterLine(String title, String format, boolean percent, OptionalDouble idle) {}
