package dev.retort.tuning;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a search has found.
 *
 * @param folder where its ledger is
 * @param digest of all that decided it
 * @param heldOut how many replies the losses are of
 */
public record SearchReport(Path folder, String digest, int heldOut, Stand stand) {
    /** A trial that was trained to its end. */
    public record Finished(Trial trial, Outcome.Measured measured) {}

    /** Of those trained to their end the one with the lowest held-out loss. */
    public Finished best() {
        return finished().stream().min(Comparator.comparingDouble((Finished f) -> f.measured().loss())).orElseThrow();
    }

    /** The default's end; empty if it failed. */
    public Optional<Finished> ofDefault() {
        return finished().stream().filter(f -> f.trial().isDefault()).findFirst();
    }

    /** In the order of their trials. */
    private List<Finished> finished() {
        int last = stand.halving().rungs() - 1;
        return stand.trials().stream().flatMap(trial -> stand.entries().stream()
                .filter(e -> e.trial() == trial.number() && e.rung() == last && e.outcome() instanceof Outcome.Measured)
                .map(e -> new Finished(trial, (Outcome.Measured) e.outcome()))).toList();
    }
}
