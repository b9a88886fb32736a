package dev.retort.memory;

import java.util.Locale;

/**
 * The cosines that a question needs to be recalled by meaning, and how they were measured: each correction left out in turn, and each known question.
 *
 * @param measured       whether there were enough known questions to measure; else strict values that nobody measured hold
 * @param floor          least cosine to a correction
 * @param margin         by how much the correction must be nearer than any known question; may be negative
 * @param corrections    corrections that were left out in turn
 * @param found          share of them that the others recall with an agreeing reply
 * @param mistaken       share of them that the others recall with another reply
 * @param known          known questions that were left out in turn
 * @param knownRecalled  share of them that are recalled: at most what the settings allow
 */
public record Thresholds(boolean measured, double floor, double margin, int corrections, double found, double mistaken, int known,
        double knownRecalled) {
    /** Those of a memory without an encoder: nothing is recalled by meaning. */
    static final Thresholds NONE = new Thresholds(false, 1, 1, 0, 0, 0, 0, 0);

    /** A line for the log. */
    public String summary() {
        String taken = measured
                ? String.format(Locale.ROOT, "%d known questions were left out in turn, and %.1f %% of them recalled", known,
                        100 * knownRecalled)
                : String.format(Locale.ROOT, "%d known questions are too few to measure, so strict values hold", known);
        return String.format(Locale.ROOT,
                "the memory recalls a correction by meaning from a cosine of %.2f on, if it is nearer than any known question by %.3f: %s; "
                        + "of %d corrections left out in turn %.0f %% are recalled by the others, and %.0f %% get another reply",
                floor, margin, taken, corrections, 100 * found, 100 * mistaken);
    }
}
