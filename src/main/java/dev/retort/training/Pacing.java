package dev.retort.training;

/**
 * Cuts a run into steps, and says how far each of them goes.
 *
 * @param epochs how often each example is seen
 * @param rows examples of a batch
 * @param accumulation batches of an optimizer step; their gradients are summed
 * @param warmupRatio share of the steps in which the learning rate rises, 0 to below 1
 * @param schedule how it falls afterwards
 */
public record Pacing(int epochs, int rows, int accumulation, double warmupRatio, Schedule schedule) implements HyperparameterGroup {
    public Pacing {
        Bounds.require(epochs >= 1 && epochs <= 10_000, "epochs", epochs, "1 to 10000");
        Bounds.require(rows >= 1 && rows <= 10_000, "rows", rows, "1 to 10000");
        Bounds.require(accumulation >= 1 && accumulation <= 10_000, "accumulation", accumulation, "1 to 10000");
        Bounds.require(warmupRatio >= 0 && warmupRatio < 1, "warmupRatio", warmupRatio, "0 to below 1");
    }

    static Pacing usual() {
        return new Pacing(4, 8, 1, 0.1, Schedule.COSINE);
    }

    /** The learning rate of a step as a share of its peak, in a run of so many steps. */
    double factor(int step, int steps) {
        return schedule.factor(step, (int) (warmupRatio * steps), steps);
    }
}
