package dev.retort.tuning;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.retort.training.TrainingProgress;

/**
 * State of a search.
 *
 * @param startLoss held out, of the model that all trials start from
 * @param entries all that is measured, in its order
 * @param left what the rest will take, once that can be told
 */
public record Stand(List<Trial> trials, Halving halving, double startLoss, List<Entry> entries, Optional<Running> running,
        Optional<Duration> left) {
    /** A trial that is at work in a rung, and its last step. */
    public record Running(int trial, int rung, Optional<TrainingProgress> progress) {}

    /** The last thing measured of a trial. */
    public Optional<Entry> last(int trial) {
        return entries.stream().filter(entry -> entry.trial() == trial).reduce((first, second) -> second);
    }

    /** Trials from the best to the worst: those that came further, then by held-out loss. Failed ones and those not begun come last. */
    public List<Trial> ranking() {
        return trials.stream().sorted(Comparator.comparingInt((Trial trial) -> -rung(trial.number())).thenComparingDouble(this::loss))
                .toList();
    }

    private int rung(int trial) {
        return last(trial).map(e -> e.outcome() instanceof TrialOutcome.Measured ? e.rung() : -1).orElse(-2);
    }

    private double loss(Trial trial) {
        return last(trial.number()).map(e -> e.outcome() instanceof TrialOutcome.Measured m ? m.loss() : 0.0).orElse(0.0);
    }
}
