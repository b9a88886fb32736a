package dev.retort.training;

/** Change of the learning rate after warm-up, as in transformers' schedules of the same names. */
public enum Schedule {
    /** The peak to the end. */
    CONSTANT,
    /** Straight down to 0. */
    LINEAR,
    /** Half a cosine down to 0. */
    COSINE;

    /**
     * The share of the peak learning rate in a step. Warm-up rises in a straight line from 0 in step 0 to 1 in step {@code warmup}.
     *
     * @param step from 0
     * @param steps of the whole run, warm-up included
     */
    double factor(int step, int warmup, int steps) {
        if (step < warmup) {
            return (double) step / warmup;
        }
        double done = (double) (step - warmup) / Math.max(1, steps - warmup);
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> Math.max(0, 1 - done);
            case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * done)));
        };
    }
}
