package dev.retort.tuning;

/**
 * Numbers of trials in each rung. A rung is a share of a trial's own run, not a number of steps: learning rates follow from a run's length, so that a
 * run can go on exactly only from a part of itself.
 *
 * @param eta one in so many trials goes on from a rung; each rung is so many times as far as the one before
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

    /** Takes as many rungs as leave one trial for the last. */
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

    /** Number of trials in a rung; the default may come on top. */
    public int entrants(int rung) {
        return (int) Math.max(1, trials / Math.round(Math.pow(eta, rung)));
    }
}
