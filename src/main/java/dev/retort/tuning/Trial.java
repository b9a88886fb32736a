package dev.retort.tuning;

import java.util.Map;

import dev.retort.training.Hyperparameters;

/**
 * A setting that is tried.
 *
 * @param number from 1; trial 1 is the default
 * @param properties the lines of a configuration that make it count; none for the default
 */
public record Trial(int number, Hyperparameters hyperparameters, Map<String, String> properties) {
    public boolean isDefault() { return number == 1; }
}
