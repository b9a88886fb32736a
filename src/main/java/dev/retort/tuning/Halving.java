package dev.retort.tuning;

/**
 * How many trials get how far. A rung is a share of a trial's own run, not a number of steps: learning rates of a run follow from its length, so only
 * a part of the whole run can be gone on from exactly.
 *
 * @param eta of each rung's trials one in so many goes on, and each rung is so many times as far as the one before
 * @param rungs the last one is the whole run
 */
public record Halving(int trials, int eta, int rungs) {
    public Halving {
        if (trials < 2 || trials > 1000) {
            throw new IllegalArgumentException("trials is " + trials + ", expected 2 to 1000: the default and others");
        }
        if (eta < 2 || eta > 100) {
            throw new IllegalArgumentException("eta is " + eta + ", expected 2 to 100");
        }
        if (rungs < 1 || rungs > 10) {
            throw new IllegalArgumentException("rungs is " + rungs + ", expected 1 to 10");
        }
    }

    /** As many rungs as leave one trial for the last. */
    public static Halving of(int trials, int eta) {
        int rungs = 1;
        for (long left = trials; left >= eta && rungs < 10; left /= Math.max(2, eta)) {
            rungs++;
        }
        return new Halving(trials, eta, rungs);
    }

    /** The share of its run that a trial has done at the end of a rung, counted from 0. */
    public double share(int rung) {
        return Math.pow(eta, rung - rungs + 1.0);
    }

    /** How many trials a rung has; the default may come on top. */
    public int entrants(int rung) {
        return (int) Math.max(1, trials / Math.round(Math.pow(eta, rung)));
    }
}
