package dev.retort.training;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Divisors of the weights in a step's parts.
 *
 * @param items the sum of all labels' weights, 1 where there is no cross entropy
 * @param examples of all parts
 * @param pairs share of the examples' weights that are pairs' ones
 * @param good share that are praised replies' ones
 * @param bad share that are flagged replies' ones
 */
record Share(double items, double examples, double pairs, double good, double bad) {
    static Share of(List<Batch> parts) {
        double items = 0;
        double examples = 0;
        double pairs = 0;
        double good = 0;
        double bad = 0;
        for (Batch part : parts) {
            items += part.items();
            examples += part.examples();
            for (float weight : part.pairWeights()) {
                pairs += weight;
            }
            for (int i = 0; i < part.flagWeights().length; i++) {
                good += part.flags()[2 * i + 1] > 0 ? part.flagWeights()[i] : 0;
                bad += part.flags()[2 * i + 1] > 0 ? 0 : part.flagWeights()[i];
            }
        }
        if (!(items + pairs + good + bad > 0)) {
            throw new IllegalArgumentException("no token is labelled");
        }
        double all = examples > 0 ? examples : 1;
        return new Share(items > 0 ? items : 1, all, pairs / all, good / all, bad / all);
    }

    /**
     * Means from the program's weighted sums.
     *
     * @param from where they start in {@code out}: loss, its three terms, the rewards of better and worse replies, accuracy, rewards of praised and
     *     flagged ones, divergence
     */
    Optional<Preferences> preferences(double[] out, int from) {
        double judged = pairs + good + bad;
        if (judged == 0) {
            return Optional.empty();
        }
        return Optional.of(new Preferences((out[from + 2] + out[from + 3]) / judged, mean(out[from + 4] + out[from + 7], pairs + good),
                mean(out[from + 5] + out[from + 8], pairs + bad), mean(out[from + 4] - out[from + 5], pairs), mean(out[from + 6], pairs),
                out[from + 9]));
    }

    private static OptionalDouble mean(double sum, double weight) {
        return weight > 0 ? OptionalDouble.of(sum / weight) : OptionalDouble.empty();
    }
}
