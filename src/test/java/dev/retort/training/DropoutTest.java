package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;

/** That a run with dropout resumes to the same bytes is part of {@link ResumptionTest}. */
class DropoutTest {
    private static final ModelConfig CONFIG = new ModelConfig(50, 48, 32, 2, 4, 128, 1e-5, 0);

    private static Trainer trainer(double dropout) {
        return Trainer.start(CONFIG, Weights.random(CONFIG, 1), new AdamW(0.9, 0.95, 1e-8, 0.1, 1, dropout), Device.CPU);
    }

    /** Batches of one or two parts, of 1 to 12 rows with 2 to 48 tokens: sequences that count upwards, from anywhere. */
    private static List<List<Batch>> steps(int n, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, n)
                .mapToObj(i -> IntStream.range(0, 1 + random.nextInt(2)).mapToObj(part -> batch(random)).toList()).toList();
    }

    private static Batch batch(Random random) {
        List<Labelled> rows = new ArrayList<>();
        int longest = 2 + random.nextInt(47);
        for (int row = random.nextInt(12); row >= 0; row--) {
            int first = random.nextInt(50);
            int[] ids = IntStream.range(0, 2 + random.nextInt(longest - 1)).map(t -> (first + t) % 50).toArray();
            boolean[] labels = new boolean[ids.length];
            Arrays.fill(labels, true);
            rows.add(new Labelled(ids, labels));
        }
        return Batch.of(rows);
    }

    @Test
    void hundredsOfStepsOfAllShapesLearn() {
        List<Batch> measured = steps(5, 8).stream().flatMap(List::stream).toList();
        try (Trainer trainer = trainer(0.1)) {
            double before = trainer.evaluate(measured);
            for (List<Batch> step : steps(400, 7)) {
                assertThat(trainer.step(step, 3e-3).loss()).isFinite();
            }
            assertThat(trainer.steps()).isEqualTo(400);
            assertThat(before).isCloseTo(Math.log(50), within(0.2));
            assertThat(trainer.evaluate(measured)).isLessThan(0.2);
        }
    }

    @Test
    void theSameStepsGiveTheSameNumbersWhateverIsMeasuredBetween() {
        try (Trainer one = trainer(0.1); Trainer other = trainer(0.1)) {
            for (List<Batch> step : steps(20, 5)) {
                StepResult expected = one.step(step, 1e-3);
                other.evaluate(step);
                assertThat(other.step(step, 1e-3)).isEqualTo(expected);
            }
            assertThat(other.weights().tensors()).isEqualTo(one.weights().tensors());
        }
    }

    @Test
    void eachStepLeavesOutOthersAndMeasuringLeavesOutNone() {
        List<Batch> batch = steps(1, 3).get(0);
        try (Trainer without = trainer(0); Trainer with = trainer(0.3)) {
            assertThat(with.evaluate(batch)).isEqualTo(without.evaluate(batch));
            double whole = without.step(batch, 1e-12).loss();
            double first = with.step(batch, 1e-12).loss(); // so small a rate changes nothing that shows
            double second = with.step(batch, 1e-12).loss();
            assertThat(first).isNotCloseTo(whole, within(1e-4));
            assertThat(second).isNotCloseTo(whole, within(1e-4)).isNotCloseTo(first, within(1e-4));
            assertThat(with.evaluate(batch)).isCloseTo(whole, within(1e-5));
        }
    }

    @Test
    void whatIsLeftOutIsMadeUpForByTheRest() {
        List<Batch> batch = steps(1, 3).get(0);
        try (Trainer without = trainer(0); Trainer with = trainer(0.1)) {
            double mean = IntStream.range(0, 100).mapToDouble(i -> with.step(batch, 1e-12).loss()).average().orElseThrow();
            assertThat(mean).isCloseTo(without.step(batch, 1e-12).loss(), within(0.01));
        }
    }
}
