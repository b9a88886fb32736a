package dev.retort.training;

/**
 * Ends a run, and chooses the weights that it writes.
 *
 * @param evaluationsPerEpoch how often the validation loss is measured
 * @param patience after how many validation losses in a row without a new best one a run stops, 0 for never
 * @param interpolation share of the way from the start weights to the trained ones at which the written weights are, above 0, at most 1: less
 *        forgets less (Wortsman et al. 2022, WiSE-FT); 1 with an adapter
 */
public record Stopping(int evaluationsPerEpoch, int patience, double interpolation) implements HyperparameterGroup {
    public Stopping {
        Bounds.require(evaluationsPerEpoch >= 1, "evaluationsPerEpoch", evaluationsPerEpoch, "1 or more");
        Bounds.require(patience >= 0, "patience", patience, "0 or more");
        Bounds.require(interpolation > 0 && interpolation <= 1, "interpolation", interpolation, "above 0, at most 1");
    }

    static Stopping usual() {
        return new Stopping(1, 0, 1);
    }
}
