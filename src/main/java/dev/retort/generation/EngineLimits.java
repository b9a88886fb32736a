package dev.retort.generation;

/**
 * Limits of the work that an engine takes on.
 *
 * @param maxSequences written at the same time; each has a cache
 * @param queue how many more may wait
 */
public record EngineLimits(int maxSequences, int queue) {
    public EngineLimits {
        if (maxSequences < 1 || queue < 0) {
            throw new IllegalArgumentException("maxSequences is " + maxSequences + " and queue " + queue + ", expected at least 1 and 0");
        }
    }

    public static EngineLimits defaults() {
        return new EngineLimits(32, 64);
    }
}
