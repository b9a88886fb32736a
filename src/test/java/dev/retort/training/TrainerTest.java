package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final ModelConfig CONFIG = new ModelConfig(50, 24, 16, 2, 4, 64, 1e-5, 0);
    private static final List<Labelled> ROWS = rows(8);

    /** Rows of 9 to 23 tokens, half of them labelled. */
    private static List<Labelled> rows(int n) {
        Random random = new Random(3);
        return IntStream.range(0, n).mapToObj(i -> {
            int[] ids = random.ints(9 + 2 * i, 0, 50).toArray();
            boolean[] labels = new boolean[ids.length];
            Arrays.fill(labels, ids.length / 2, ids.length, true);
            return new Labelled(ids, labels);
        }).toList();
    }

    private static Trainer trainer() {
        return Trainer.start(CONFIG, Weights.random(CONFIG, 1), AdamW.withDecay(0.1), Device.CPU);
    }

    private static List<Batch> oneByOne(List<Labelled> rows) {
        return rows.stream().map(row -> Batch.of(List.of(row))).toList();
    }

    @Test
    void oneBatchOfEightIsEightBatchesOfOne() {
        try (Trainer whole = trainer(); Trainer parts = trainer()) {
            for (int i = 0; i < 5; i++) {
                StepResult expected = whole.step(List.of(Batch.of(ROWS)), 1e-3);
                StepResult result = parts.step(oneByOne(ROWS), 1e-3);
                assertThat(result.loss()).isCloseTo(expected.loss(), within(1e-5));
                assertThat(result.gradNorm()).isCloseTo(expected.gradNorm(), within(1e-4));
            }
        }
    }

    @Test
    void paddingDoesNotChangeTheLoss() {
        try (Trainer trainer = trainer()) {
            double labels = ROWS.stream().mapToInt(Labelled::labelled).sum();
            double alone = oneByOne(ROWS).stream().mapToDouble(row -> trainer.evaluate(List.of(row)) * row.items()).sum() / labels;
            assertThat(trainer.evaluate(List.of(Batch.of(ROWS)))).isCloseTo(alone, within(1e-6));
        }
    }

    @Test
    void theFirstLossOfFreshWeightsIsThatOfGuessing() {
        try (Trainer trainer = trainer()) {
            assertThat(trainer.evaluate(List.of(Batch.of(ROWS)))).isCloseTo(Math.log(50), within(0.1));
        }
    }

    @Test
    void evaluationLearnsNothing() {
        try (Trainer trainer = trainer()) {
            double before = trainer.evaluate(oneByOne(ROWS));
            assertThat(trainer.evaluate(oneByOne(ROWS))).isEqualTo(before);
            assertThat(trainer.steps()).isZero();
        }
    }

    @Test
    void aGradientPastTheLimitIsScaledToItsGlobalNorm() {
        AdamW gentle = new AdamW(0.9, 0.999, 1, 0, 0.5, 0); // with so great an epsilon a step is nearly lr x gradient / 2
        try (Trainer trainer = Trainer.start(CONFIG, Weights.random(CONFIG, 1), gentle, Device.CPU)) {
            Weights before = trainer.weights();
            Weights gradients = trainer.gradients(List.of(Batch.of(ROWS)));
            StepResult step = trainer.step(List.of(Batch.of(ROWS)), 1);
            Weights after = trainer.weights();
            assertThat(step.gradNorm()).isGreaterThan(0.5);
            double scale = 0.5 / (step.gradNorm() + 1e-6);
            for (String name : before.tensors().keySet()) {
                float[] gradient = gradients.get(name).toArray();
                float[] from = before.get(name).toArray();
                float[] to = after.get(name).toArray();
                for (int i = 0; i < gradient.length; i++) {
                    double g = gradient[i] * scale;
                    assertThat((double) to[i]).as(name).isCloseTo(from[i] - g / (Math.abs(g) + 1), within(1e-5));
                }
            }
        }
    }

    @Test
    void throughputIsOfAllTokensWhetherLabelledOrNot() {
        List<TrainingThroughput> measured = TrainingThroughput.measure(CONFIG, Weights.random(CONFIG, 1), Device.CPU, 2, 24, 3);
        assertThat(measured).extracting(TrainingThroughput::labelledShare).containsExactly(1.0, 1.0 / 3);
        assertThat(measured).allSatisfy(
                speed -> assertThat(speed.tokensPerSecond()).isCloseTo(48e9 / speed.step().toNanos(), within(1e-3)));
    }

    @Test
    void whatTheModelCanNotReadIsRefused() {
        try (Trainer trainer = trainer()) {
            assertThatThrownBy(() -> trainer.step(List.of(batch(new int[]{1, 50}, true)), 1e-3))
                    .hasMessage("token 50, expected 0 to 49");
            assertThatThrownBy(() -> trainer.step(List.of(batch(new int[25], true)), 1e-3))
                    .hasMessage("a row has 25 tokens, expected at most 24");
            assertThatThrownBy(() -> trainer.step(List.of(batch(new int[5], false)), 1e-3)).hasMessage("no token is labelled");
            assertThatThrownBy(() -> trainer.step(List.of(), 1e-3)).hasMessage("no token is labelled");
            assertThatThrownBy(() -> Batch.of(List.of())).hasMessage("no rows");
        }
    }

    private static Batch batch(int[] ids, boolean labelled) {
        boolean[] labels = new boolean[ids.length];
        Arrays.fill(labels, labelled);
        return Batch.of(List.of(new Labelled(ids, labels)));
    }
}
