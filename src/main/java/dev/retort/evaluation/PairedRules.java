package dev.retort.evaluation;

import static dev.retort.evaluation.Wording.text;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Rules about a mean over examples, decided by its paired bootstrap interval. */
final class PairedRules {
    private final Bootstrap bootstrap;
    private final double confidence;

    PairedRules(Bootstrap bootstrap, double confidence) {
        this.bootstrap = bootstrap;
        this.confidence = confidence;
    }

    /**
     * A mean that must not get worse by more than the bound.
     *
     * @param nothing why it can't be measured where there is no example
     * @param worse how much worse the candidate is on an example
     * @param what the explanation's beginning, a format for {@code before} and {@code now}
     */
    RuleResult difference(String rule, double bound, int n, String nothing, double before, double now, IntToDoubleFunction worse,
            String what) {
        if (n == 0) {
            return notMeasured(rule, bound, nothing);
        }
        double difference = mean(all(n), worse);
        Optional<Interval> interval = bootstrap.interval(n, sample -> mean(sample, worse));
        return new RuleResult(rule, OptionalDouble.of(before), OptionalDouble.of(now), OptionalDouble.of(difference), interval, bound, n,
                atMost(difference, interval, bound), text(what + " %.3f%s, allowed %.3g", before, now, difference, shown(interval), bound));
    }

    String shown(Optional<Interval> interval) {
        return interval.map(i -> text(" (%.0f %% interval %.3f to %.3f)", 100 * confidence, i.low(), i.high())).orElse("");
    }

    /** Must be surely below. */
    static Outcome below(Optional<Interval> interval, double bound) {
        if (interval.isEmpty()) {
            return Outcome.UNDECIDED;
        }
        return interval.get().high() < bound ? Outcome.PASSED : interval.get().low() > bound ? Outcome.FAILED : Outcome.UNDECIDED;
    }

    static Outcome atMost(double figure, Optional<Interval> interval, double bound) {
        if (figure <= bound) {
            return Outcome.PASSED;
        }
        return interval.map(i -> i.low() > bound).orElse(false) ? Outcome.FAILED : Outcome.UNDECIDED;
    }

    static RuleResult notMeasured(String rule, double bound, String why) {
        return new RuleResult(rule, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty(), bound, 0,
                Outcome.NOT_MEASURED, rule + " not measured: " + why);
    }

    static long count(int n, IntPredicate among) {
        return IntStream.range(0, n).filter(among).count();
    }

    static int[] all(int n) {
        return IntStream.range(0, n).toArray();
    }

    static double mean(int[] sample, IntToDoubleFunction figure) {
        double sum = 0;
        for (int i : sample) {
            sum += figure.applyAsDouble(i);
        }
        return sum / sample.length;
    }
}
