package dev.retort.tuning;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Result of a search.
 *
 * @param folder where its ledger is
 * @param digest of all that decided it
 * @param heldOut how many replies the losses are of
 */
public record SearchReport(Path folder, String digest, int heldOut, Stand stand) {
    /** A trial that was trained to its end. */
    public record Finished(Trial trial, TrialOutcome.Measured measured) {}

    /** Trial with the lowest held-out loss among those trained to their end. */
    public Finished best() {
        return finished().stream().min(Comparator.comparingDouble((Finished f) -> f.measured().loss())).orElseThrow();
    }

    /** The default's end; empty if it failed. */
    public Optional<Finished> ofDefault() {
        return finished().stream().filter(f -> f.trial().isDefault()).findFirst();
    }

    /** Finished trials in their order. */
    private List<Finished> finished() {
        int last = stand.halving().rungs() - 1;
        return stand.trials().stream().flatMap(trial -> stand.entries().stream()
                .filter(e -> e.trial() == trial.number() && e.rung() == last && e.outcome() instanceof TrialOutcome.Measured)
                .map(e -> new Finished(trial, (TrialOutcome.Measured) e.outcome()))).toList();
    }
}
