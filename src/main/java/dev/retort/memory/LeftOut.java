package dev.retort.memory;

import java.util.List;

/**
 * One question that was left out and then looked for.
 *
 * @param likeness cosine to the nearest correction, -1 for none
 * @param known    cosine to the nearest known question, -1 for none
 * @param agrees   whether that correction says what the one that was left out says
 */
record LeftOut(double likeness, double known, boolean agrees) {
    /** With fewer corrections that have others like them, the floor is not chosen by how many are found. */
    static final int FEW = 10;
    private static final double LEAST_MARGIN = -0.05;
    private static final double HIGHEST_FLOOR = 0.95;
    private static final double STEP = 0.01;
    /** So much of what is found may be given up for a higher floor. */
    private static final double SLACK = 0.01;
    private static final double JUST_ABOVE = 1e-6;

    private boolean isRecalled(double floor, double margin) {
        return likeness >= floor && likeness - known >= margin;
    }

    /**
     * The thresholds at which the most are found (less those that get another reply) while few enough known questions are recalled: with n of them, a further
     * one is recalled with probability (h + 1) / (n + 1) at most if h are (conformal prediction; Vovk et al. 2005).
     *
     * @param few  whether too few corrections have others like them to choose by what is found
     * @param most the share of known questions that may be recalled
     */
    static Thresholds thresholds(List<LeftOut> corrections, List<LeftOut> known, boolean few, double most, Leniency leniency) {
        int allowed = (int) Math.floor(most * (known.size() + 1)) - 1;
        if (allowed < 0) {
            return told(leniency.strict(), Math.max(0.05, margin(known, leniency.strict(), 0)), false, corrections, known);
        }
        if (few) {
            return told(leniency.usual(), Math.max(0, margin(known, leniency.usual(), allowed)), true, corrections, known);
        }
        double best = Double.NEGATIVE_INFINITY;
        for (double floor = leniency.least(); floor <= HIGHEST_FLOOR; floor += STEP) {
            best = Math.max(best, gain(corrections, floor, margin(known, floor, allowed)));
        }
        double chosen = HIGHEST_FLOOR;
        while (chosen > leniency.least() && gain(corrections, chosen, margin(known, chosen, allowed)) < best - SLACK * corrections.size()) {
            chosen -= STEP;
        }
        return told(chosen, margin(known, chosen, allowed), true, corrections, known);
    }

    /** The least margin at which no more than so many are recalled. */
    private static double margin(List<LeftOut> known, double floor, int allowed) {
        double[] margins = known.stream().filter(trial -> trial.likeness >= floor).mapToDouble(trial -> trial.likeness - trial.known)
                .sorted().toArray();
        return margins.length <= allowed ? LEAST_MARGIN : Math.max(LEAST_MARGIN, margins[margins.length - 1 - allowed] + JUST_ABOVE);
    }

    private static double gain(List<LeftOut> corrections, double floor, double margin) {
        return corrections.stream().filter(trial -> trial.isRecalled(floor, margin)).mapToInt(trial -> trial.agrees ? 1 : -1).sum();
    }

    private static Thresholds told(double floor, double margin, boolean measured, List<LeftOut> corrections, List<LeftOut> known) {
        return new Thresholds(measured, floor, margin,
                corrections.size(),
                share(corrections.stream().filter(trial -> trial.agrees && trial.isRecalled(floor, margin)).count(), corrections.size()),
                share(corrections.stream().filter(trial -> !trial.agrees && trial.isRecalled(floor, margin)).count(), corrections.size()),
                known.size(), share(known.stream().filter(trial -> trial.isRecalled(floor, margin)).count(), known.size()));
    }

    private static double share(long part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
