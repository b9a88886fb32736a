package dev.retort.memory;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Whether the corrected questions of a reply and the known questions that have it lie among each other. If they do, the reply is wrong at all of them. If each
 * side has its own nearest neighbours, the reply is right at the known ones, and the corrected ones are about something else (nearest-neighbour test of two
 * samples; Schilling 1986).
 *
 * @param crossing how often the nearest neighbour is of the other side
 * @param expected how often it would be if both were one
 */
record Mixture(double crossing, double expected) {
    private static final double HALF = 0.5;
    /** With fewer known questions, chance decides who is next to whom. */
    private static final int FEWEST_USES = 8;

    boolean isMixed() { return expected > 0 && crossing >= HALF * expected; }

    /**
     * Looks at the nearest neighbours of all corrected ones and of those known ones that are near them.
     *
     * @param corrected [corrections][dimensions]
     * @param uses      [known][dimensions]
     * @param near      the known ones, by their number, that are near the corrected ones
     */
    static Mixture of(List<float[]> corrected, List<float[]> uses, IntPredicate near) {
        int within = (int) IntStream.range(0, uses.size()).filter(near).count();
        if (corrected.size() < 2 || within < FEWEST_USES) {
            return new Mixture(0, 0);
        }
        double ofUses = 0;
        for (int i = 0; i < uses.size(); i++) {
            if (near.test(i) && likeness(uses.get(i), corrected) > likeness(uses.get(i), uses)) {
                ofUses++;
            }
        }
        double ofCorrected = 0;
        for (float[] one : corrected) {
            ofCorrected += likeness(one, uses) > likeness(one, corrected) ? 1 : 0;
        }
        double others = within + corrected.size() - 1.0;
        return new Mixture(ofUses / within + ofCorrected / corrected.size(), corrected.size() / others + within / others);
    }

    /** The greatest cosine to any of these but itself. */
    static double likeness(float[] query, List<float[]> all) {
        double most = -1;
        for (float[] one : all) {
            double sum = 0;
            for (int d = 0; d < query.length && one != query; d++) {
                sum += query[d] * one[d];
            }
            most = one == query ? most : Math.max(most, sum);
        }
        return most;
    }
}
