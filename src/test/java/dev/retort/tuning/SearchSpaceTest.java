package dev.retort.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import dev.retort.model.ModelConfig;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchSpaceTest {
    private static final ModelConfig CONFIG = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);

    private static Hyperparameters settings(Map<String, String> lines) {
        Function<String, Optional<String>> line = name -> Optional.ofNullable(lines.get("retort.training." + name))
                .filter(v -> !v.isEmpty());
        Objective objective = Objective.of(line.apply("method").map(m -> Method.valueOf(m.toUpperCase(Locale.ROOT))).orElse(Method.SFT));
        Hyperparameters defaults = Hyperparameters.defaultsFor(CONFIG, objective,
                line.apply("lora-rank").map(Integer::valueOf).filter(rank -> rank > 0).map(Lora::ofRank));
        return defaults.withLearningRate(line.apply("learning-rate").map(Double::valueOf).orElse(defaults.optimizer().learningRate()))
                .withEpochs(line.apply("epochs").map(Integer::valueOf).orElse(defaults.pacing().epochs()))
                .withBatch(line.apply("rows").map(Integer::valueOf).orElse(defaults.pacing().rows()), 1);
    }

    private static List<Trial> of(SearchSpace space, int trials, long seed) {
        return space.trials(trials, seed, SearchSpaceTest::settings);
    }

    @Test
    void theFirstTrialIsTheDefaultAndTheRestAreDifferentOnesAroundIt() {
        List<Trial> trials = of(SearchSpace.aroundDefault(), 33, 1);
        assertThat(trials).hasSize(33).extracting(Trial::number).isSorted();
        assertThat(trials.get(0).hyperparameters()).isEqualTo(Hyperparameters.defaultsFor(CONFIG));
        assertThat(trials.get(0).properties()).isEmpty();
        assertThat(new HashSet<>(trials.stream().map(Trial::hyperparameters).toList())).hasSize(33);
        assertThat(trials.subList(1, 33)).allSatisfy(trial -> {
            assertThat(trial.hyperparameters().optimizer().learningRate()).isBetween(0.99e-4, 3.21e-3);
            assertThat(trial.hyperparameters().pacing().rows()).isIn(4, 8, 16);
            assertThat(trial.hyperparameters().pacing().epochs()).isIn(5, 10, 20);
            assertThat(settings(trial.properties())).as("its lines make it").isEqualTo(trial.hyperparameters());
        });
        // each of the five octaves has its share
        for (int octave = 0; octave < 5; octave++) {
            double from = 1e-4 * Math.pow(2, octave);
            assertThat(trials.stream()
                    .filter(t -> t.hyperparameters().optimizer().learningRate() >= from
                            && t.hyperparameters().optimizer().learningRate() < 2 * from))
                    .hasSizeBetween(5, 8);
        }
    }

    @Test
    void theSameSeedDrawsTheSameTrials() {
        assertThat(of(SearchSpace.aroundDefault(), 9, 7)).isEqualTo(of(SearchSpace.aroundDefault(), 9, 7))
                .isNotEqualTo(of(SearchSpace.aroundDefault(), 9, 8));
    }

    @Test
    void aSmallSpaceIsTriedAsAWhole() {
        SearchSpace space = new SearchSpace(List.of(1e-3, 4e-4), List.of(8), List.of(10, 3), List.of(), List.of());
        assertThat(of(space, 20, 1))
                .extracting(t -> t.hyperparameters().optimizer().learningRate(), t -> t.hyperparameters().pacing().epochs())
                .containsExactly(tuple(4e-4, 10), tuple(1e-3, 10),
                        tuple(1e-3, 3), tuple(4e-4, 3));
        assertThat(of(space, 3, 1)).hasSize(3);
    }

    @Test
    void eachKindHasRatesAroundItsOwnDefault() {
        SearchSpace space = new SearchSpace(List.of(), List.of(), List.of(), List.of(Method.SFT, Method.DPO), List.of(0, 4));
        List<Trial> trials = of(space, 41, 1);
        assertThat(trials.get(0).hyperparameters()).isEqualTo(Hyperparameters.defaultsFor(CONFIG));
        assertThat(trials.stream().skip(1)
                .map(t -> t.properties().get("retort.training.method") + t.properties().get("retort.training.lora-rank"))
                .distinct()).containsExactlyInAnyOrder("sft0", "sft4", "dpo0", "dpo4");
        assertThat(trials).allSatisfy(trial -> {
            Hyperparameters h = trial.hyperparameters();
            double own = Hyperparameters.defaultsFor(CONFIG, h.objective(), h.lora()).optimizer().learningRate();
            assertThat(h.optimizer().learningRate() / own).isBetween(0.24, 8.1);
        });
    }

    @ParameterizedTest
    @CsvSource({"9, 3, 3", "8, 3, 2", "27, 3, 4", "2, 3, 1", "16, 2, 5", "1000, 2, 10"})
    void thereAreAsManyRungsAsLeaveOneTrial(int trials, int eta, int rungs) {
        Halving halving = Halving.of(trials, eta);
        assertThat(halving.rungs()).isEqualTo(rungs);
        assertThat(halving.share(rungs - 1)).isEqualTo(1);
        assertThat(halving.entrants(0)).isEqualTo(trials);
        assertThat(halving.entrants(rungs - 1)).isLessThan(Math.max(3, eta));
    }

    @Test
    void whatCannotBeHalvedIsNamed() {
        assertThatThrownBy(() -> Halving.of(1, 3)).hasMessageContaining("trials is 1, expected 2 to 1000");
        assertThatThrownBy(() -> Halving.of(9, 1)).hasMessageContaining("eta is 1, expected 2 to 100");
        assertThatThrownBy(() -> new Halving(9, 3, 11)).hasMessageContaining("rungs is 11, expected 1 to 10");
    }
}
