package dev.retort.memory;

import dev.retort.meaning.Space;

/**
 * Cosines that are used where too little is known to measure them.
 *
 * @param strict below it nothing is recalled while there are too few known questions to measure by
 * @param usual  the floor while there are too few corrections that agree
 * @param least  no floor is lower
 */
record Leniency(double strict, double usual, double least) {
    static Leniency of(Space space) {
        return switch (space.kind()) {
            case PLAIN -> new Leniency(0.92, 0.9, 0.85);
            case CENTRED -> new Leniency(0.8, 0.55, 0.4);
            case FITTED -> new Leniency(0.6, 0.35, 0.2);
        };
    }
}
