package dev.retort.model;

import java.util.Locale;
import java.util.Optional;

/**
 * The result of a kernel with one model on this machine.
 *
 * @param drift mean KL to float32 in nats
 * @param speed times as fast as float32: geometric mean over a step of one sequence, of eight, and reading a prompt; empty if it was not timed
 * @param problem why it can't be used, if so
 */
public record KernelTrial(Kernel kernel, double drift, Optional<Double> speed, Optional<String> problem) {
    boolean usable() {
        return problem.isEmpty();
    }

    /** {@code int8 2.31× drift 4.1e-03 (over 1.0e-03)} */
    @Override
    public String toString() {
        return kernel + speed.map(times -> String.format(Locale.ROOT, " %.2f×", times)).orElse("")
                + (Double.isNaN(drift) ? "" : String.format(Locale.ROOT, " drift %.1e", drift))
                + problem.map(reason -> " (" + reason + ")").orElse("");
    }
}
