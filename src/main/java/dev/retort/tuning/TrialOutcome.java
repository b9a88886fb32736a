package dev.retort.tuning;

import java.time.Duration;

/** End of a trial in a rung. */
public sealed interface TrialOutcome {
    /** Text for a table. */
    String text();

    /**
     * End of a trial that was measured.
     *
     * @param loss held out, nats per token; of the weights that the run would keep if it ended here
     * @param step taken so far
     * @param ended patience ended the run, or it was the whole run
     * @param time of the run so far, earlier rungs included
     */
    record Measured(double loss, int step, int steps, boolean ended, Duration time) implements TrialOutcome {
        @Override
        public String text() {
            return "%.4f".formatted(loss);
        }
    }

    /** End of a trial that can't go on, for example because its loss was no finite number. */
    record Failed(String reason) implements TrialOutcome {
        @Override
        public String text() {
            return "failed: " + reason;
        }
    }
}
