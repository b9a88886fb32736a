package dev.retort.tuning;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Guesses the time for the rest of a search from the seconds of an epoch so far. A trial that has run itself is judged by its own. */
final class TimeLeft {
    private final Stand stand;

    private TimeLeft(Stand stand) {
        this.stand = stand;
    }

    /** @param waiting trials of the current rung that have yet to run, the running one among them */
    static Optional<Duration> of(Stand stand, int rung, List<Integer> waiting) {
        TimeLeft left = new TimeLeft(stand);
        OptionalDouble epoch = left.secondsOfAnEpoch();
        if (epoch.isEmpty()) {
            return Optional.empty();
        }
        double seconds = 0;
        for (int trial : waiting) {
            double done = left.done(trial);
            seconds += Math.max(0, stand.halving().share(rung) - done) * left.whole(trial, epoch.getAsDouble());
        }
        double mean = stand.trials().stream().mapToDouble(trial -> left.whole(trial.number(), epoch.getAsDouble())).average().orElse(0);
        for (int later = rung + 1; later < stand.halving().rungs(); later++) {
            double part = stand.halving().share(later) - stand.halving().share(later - 1);
            seconds += part * (stand.halving().entrants(later) * mean + left.whole(1, epoch.getAsDouble()));
        }
        return Optional.of(Duration.ofMillis((long) (1000 * seconds)));
    }

    private double done(int trial) {
        Optional<Stand.Running> running = stand.running().filter(r -> r.trial() == trial);
        double now = running.flatMap(Stand.Running::progress).map(p -> (double) p.step() / p.steps()).orElse(0.0);
        double before = stand.last(trial).map(Entry::outcome)
                .map(o -> o instanceof TrialOutcome.Measured m ? (double) m.step() / m.steps() : 0.0)
                .orElse(0.0);
        return Math.max(now, before);
    }

    /** Seconds of a trial's whole run. */
    private double whole(int trial, double epoch) {
        Optional<Double> measured = stand.last(trial).map(Entry::outcome).filter(TrialOutcome.Measured.class::isInstance)
                .map(TrialOutcome.Measured.class::cast).map(m -> m.time().toMillis() / 1000.0 * m.steps() / m.step());
        return measured.orElse(epoch * stand.trials().get(trial - 1).hyperparameters().pacing().epochs());
    }

    private OptionalDouble secondsOfAnEpoch() {
        double seconds = 0;
        double epochs = 0;
        for (Trial trial : stand.trials()) {
            Optional<Entry> last = stand.last(trial.number());
            if (last.isPresent() && last.get().outcome() instanceof TrialOutcome.Measured m) {
                seconds += m.time().toMillis() / 1000.0;
                epochs += (double) m.step() / m.steps() * trial.hyperparameters().pacing().epochs();
            }
        }
        if (epochs > 0) {
            return OptionalDouble.of(seconds / epochs);
        }
        return stand.running().flatMap(running -> running.progress().map(p -> p.left().toMillis() / 1000.0
                / Math.max(1e-9,
                        (1 - (double) p.step() / p.steps()) * stand.trials().get(running.trial() - 1).hyperparameters().pacing().epochs())))
                .map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
