package dev.retort.tuning;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

import dev.retort.training.Hyperparameters;
import dev.retort.training.Method;

/**
 * Settings that may be tried. An empty list of rates, rows or epochs means values around the default: learning rates from a quarter of it to eight times,
 * log-uniform; half, the same and twice its rows and epochs. An empty list of methods or ranks means that they are as configured.
 *
 * @param loraRanks 0: all weights learn
 */
public record SearchSpace(List<Double> learningRates, List<Integer> rows, List<Integer> epochs, List<Method> methods,
        List<Integer> loraRanks) {
    private static final double LOWEST = 0.25;
    private static final double HIGHEST = 8;
    private static final MathContext TWO_DIGITS = new MathContext(2);
    private static final int DRAWS = 1000; // before a space counts as exhausted

    public SearchSpace {
        learningRates = List.copyOf(learningRates);
        rows = List.copyOf(rows);
        epochs = List.copyOf(epochs);
        methods = List.copyOf(methods);
        loraRanks = List.copyOf(loraRanks);
    }

    /** Space around the default. Everything else is as configured. */
    public static SearchSpace aroundDefault() {
        return new SearchSpace(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /**
     * Draws the default and other settings, all different. If rates, rows and epochs are lists with no more combinations than trials, these are all of
     * them.
     *
     * @param trials at most so many, the default included
     * @param settings hyperparameters from lines of a configuration that count more than what is configured
     */
    List<Trial> trials(int trials, long seed, Function<Map<String, String>, Hyperparameters> settings) {
        Hyperparameters defaults = settings.apply(Candidate.defaults(methods.isEmpty() ? Optional.empty() : Optional.of(Method.SFT),
                loraRanks.isEmpty() ? OptionalInt.empty() : OptionalInt.of(0)));
        List<Trial> all = new ArrayList<>(List.of(new Trial(1, defaults, Map.of())));
        Set<Hyperparameters> known = new LinkedHashSet<>(List.of(defaults));
        for (Candidate candidate : candidates(trials - 1, new Random(seed), settings)) {
            Hyperparameters hyperparameters = settings.apply(candidate.properties());
            if (all.size() < trials && known.add(hyperparameters)) {
                all.add(new Trial(all.size() + 1, hyperparameters, candidate.properties()));
            }
        }
        return all;
    }

    private List<Candidate> candidates(int wanted, Random random, Function<Map<String, String>, Hyperparameters> settings) {
        if (learningRates.isEmpty()) {
            return drawn(wanted, random, settings);
        }
        List<Candidate> grid = new ArrayList<>();
        for (Kind kind : kinds()) {
            Hyperparameters defaults = settings.apply(Candidate.defaults(kind.method(), kind.loraRank()));
            for (int e : around(epochs, defaults.pacing().epochs())) {
                for (int r : around(rows, defaults.pacing().rows())) {
                    learningRates.forEach(rate -> grid.add(new Candidate(rate, r, e, kind.method(), kind.loraRank())));
                }
            }
        }
        if (grid.size() > wanted) {
            Collections.shuffle(grid, random);
        }
        return grid;
    }

    /** The rates of n trials lie in n strata of equal width: few trials cover the range, too. */
    private List<Candidate> drawn(int wanted, Random random, Function<Map<String, String>, Hyperparameters> settings) {
        List<Integer> strata = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            strata.add(i);
        }
        Collections.shuffle(strata, random);
        List<Kind> kinds = kinds();
        Set<Candidate> drawn = new LinkedHashSet<>();
        for (int draws = 0; drawn.size() < wanted && draws < DRAWS; draws++) {
            Kind kind = kinds.get(drawn.size() % kinds.size());
            Hyperparameters defaults = settings.apply(Candidate.defaults(kind.method(), kind.loraRank()));
            double at = (strata.get(drawn.size()) + random.nextDouble()) / wanted;
            double rate = Math.min(1, defaults.optimizer().learningRate() * LOWEST * Math.pow(HIGHEST / LOWEST, at));
            drawn.add(
                    new Candidate(new BigDecimal(rate).round(TWO_DIGITS).doubleValue(), any(around(rows, defaults.pacing().rows()), random),
                            any(around(epochs, defaults.pacing().epochs()), random), kind.method(), kind.loraRank()));
        }
        return List.copyOf(drawn);
    }

    private record Kind(Optional<Method> method, OptionalInt loraRank) {}

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        List<Optional<Method>> someMethods = methods.isEmpty() ? List.of(Optional.empty()) : methods.stream().map(Optional::of).toList();
        for (Optional<Method> method : someMethods) {
            if (loraRanks.isEmpty()) {
                kinds.add(new Kind(method, OptionalInt.empty()));
            }
            loraRanks.forEach(rank -> kinds.add(new Kind(method, OptionalInt.of(rank))));
        }
        return kinds;
    }

    private static List<Integer> around(List<Integer> given, int value) {
        return given.isEmpty() ? List.of(Math.max(1, value / 2), value, 2 * value).stream().distinct().toList() : given;
    }

    private static int any(List<Integer> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
