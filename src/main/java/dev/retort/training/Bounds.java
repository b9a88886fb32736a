package dev.retort.training;

/** Refuses numbers that mean nothing, in the words of every such refusal. */
final class Bounds {
    private Bounds() {}

    /** @throws IllegalArgumentException if the condition does not hold, with the name, the value, and what would be right */
    static void require(boolean holds, String name, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + expected);
        }
    }
}
