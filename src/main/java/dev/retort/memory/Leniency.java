package dev.retort.memory;

import dev.retort.meaning.Space;

/**
 * Cosines that are used where too little is known to measure them, and those that are measured nowhere.
 *
 * @param strict below it nothing is recalled while there are too few known questions to measure by
 * @param usual  the floor while there are too few corrections that agree
 * @param least  no floor is lower
 * @param apart  by less, it is not told which of two corrections is meant: an encoder hardly hears a name ("the red key", "the blue key")
 */
record Leniency(double strict, double usual, double least, double apart) {
    static Leniency of(Space space) {
        return switch (space.kind()) {
            case PLAIN -> new Leniency(0.92, 0.9, 0.85, 0.01);
            case CENTRED -> new Leniency(0.8, 0.55, 0.4, 0.03);
            case FITTED -> new Leniency(0.6, 0.35, 0.2, 0.05);
        };
    }
}
