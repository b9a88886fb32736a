package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void anEvaluationInLanesIsThatOfAllParts() {
        try (Trainer trainer = trainer()) {
            assertThat(trainer.lanes()).isGreaterThan(1);
            assertThat(trainer.evaluate(oneByOne(ROWS))).isCloseTo(trainer.evaluate(List.of(Batch.of(ROWS))), within(1e-6));
        }
    }

    @Test
    void whatALaneRefusesTheStepRefuses() {
        try (Trainer trainer = trainer()) {
            assertThatThrownBy(() -> trainer.step(List.of(Batch.of(ROWS), batch(new int[]{1, 50}, true)), 1e-3))
                    .hasMessage("token 50, expected 0 to 49");
            assertThat(trainer.step(oneByOne(ROWS), 1e-3).loss()).as("it goes on after a failure").isFinite();
        }
    }

    @Test
    void aStepWithoutJudgedRepliesSaysNothingOfPreferences() {
        try (Trainer trainer = trainer()) {
            assertThat(trainer.step(List.of(Batch.of(ROWS)), 1e-3).preferences()).isEmpty();
        }
    }

    @Test
    void rowsTogetherHaveTheMeanOfTheirLosses() {
        try (Trainer trainer = trainer()) {
            double labels = ROWS.stream().mapToInt(Labelled::labelled).sum();
            double alone = oneByOne(ROWS).stream().mapToDouble(row -> trainer.evaluate(List.of(row)) * row.items()).sum() / labels;
            assertThat(trainer.evaluate(List.of(Batch.of(ROWS)))).isCloseTo(alone, within(1e-6));
        }
    }

    @Test
    void aRowDoesNotSeeItsNeighbours() {
        try (Trainer trainer = trainer()) {
            Labelled row = ROWS.get(3);
            for (List<Labelled> others : List.of(List.of(row, ROWS.get(7)), List.of(row, ROWS.get(0), ROWS.get(1)))) {
                Batch alone = Batch.of(List.of(row, row));
                Batch beside = Batch.of(others);
                float[] expected = trainer.logits(alone);
                float[] logits = trainer.logits(beside);
                for (int i = 0; i < row.labelled() * CONFIG.vocabularySize(); i++) {
                    assertThat(logits[i]).isCloseTo(expected[i], within(1e-5f));
                }
            }
            Labelled last = ROWS.get(2);
            float[] after = trainer.logits(Batch.of(List.of(row, last)));
            float[] alone = trainer.logits(Batch.of(List.of(last)));
            int offset = row.labelled() * CONFIG.vocabularySize();
            for (int i = 0; i < alone.length; i++) {
                assertThat(after[offset + i]).isCloseTo(alone[i], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2})
    void layersComputedAgainGiveTheSameBits(double dropout) {
        AdamW optimizer = new AdamW(0.9, 0.999, 1e-8, 0.1, 1, dropout);
        TrainerSetup kept = TrainerSetup.of(optimizer, Device.CPU);
        try (Trainer keeps = Trainer.start(CONFIG, Weights.random(CONFIG, 1), kept);
                Trainer again = Trainer.start(CONFIG, Weights.random(CONFIG, 1),
                        kept.withCompute(new Compute(Compute.Matrices.FP32, true)))) {
            for (int i = 0; i < 4; i++) {
                assertThat(again.step(oneByOne(ROWS), 1e-2)).isEqualTo(keeps.step(oneByOne(ROWS), 1e-2));
            }
            Weights expected = keeps.weights();
            again.weights().tensors()
                    .forEach((name, tensor) -> assertThat(tensor.toArray()).as(name).isEqualTo(expected.get(name).toArray()));
        }
    }

    @Test
    void dropoutChangesTheLossAndFollowsFromTheStep() {
        AdamW optimizer = new AdamW(0.9, 0.999, 1e-8, 0.1, 1, 0.3);
        try (Trainer plain = trainer();
                Trainer one = Trainer.start(CONFIG, Weights.random(CONFIG, 1), optimizer, Device.CPU);
                Trainer two = Trainer.start(CONFIG, Weights.random(CONFIG, 1), optimizer, Device.CPU)) {
            StepResult first = one.step(List.of(Batch.of(ROWS)), 0);
            assertThat(first).isEqualTo(two.step(List.of(Batch.of(ROWS)), 0));
            assertThat(one.step(List.of(Batch.of(ROWS)), 0).loss()).as("another step, other dropout").isNotEqualTo(first.loss());
            assertThat(plain.step(List.of(Batch.of(ROWS)), 0).loss()).isNotEqualTo(first.loss());
        }
    }

    @Test
    void labelSmoothingSpreadsAShareOfTheTargetOverTheVocabulary() {
        Batch batch = Batch.of(ROWS);
        TrainerSetup smooth = TrainerSetup.of(AdamW.withDecay(0), Device.CPU).withObjective(Objective.sft().withLabelSmoothing(0.1));
        try (Trainer trainer = Trainer.start(CONFIG, Weights.random(CONFIG, 1), smooth)) {
            float[] logits = trainer.logits(batch);
            int v = CONFIG.vocabularySize();
            double sum = 0;
            for (int a = 0; a < batch.labels().length; a++) {
                double partition = 0;
                double mean = 0;
                for (int i = 0; i < v; i++) {
                    partition += Math.exp(logits[a * v + i]);
                    mean += logits[a * v + i] / (double) v;
                }
                double log = Math.log(partition);
                sum += 0.9 * (log - logits[a * v + Math.toIntExact(batch.labels()[a])]) + 0.1 * (log - mean);
            }
            assertThat(trainer.evaluate(List.of(batch))).isCloseTo(sum / batch.labels().length, within(1e-5));
        }
    }

    @Test
    void bfloat16LearnsToNearlyTheSameLoss() {
        TrainerSetup setup = TrainerSetup.of(AdamW.withDecay(0.1), Device.CPU);
        try (Trainer exact = Trainer.start(CONFIG, Weights.random(CONFIG, 1), setup);
                Trainer coarse = Trainer.start(CONFIG, Weights.random(CONFIG, 1),
                        setup.withCompute(new Compute(Compute.Matrices.BF16, false)))) {
            for (int i = 0; i < 30; i++) {
                exact.step(List.of(Batch.of(ROWS)), 3e-3);
                coarse.step(List.of(Batch.of(ROWS)), 3e-3);
            }
            double expected = exact.evaluate(List.of(Batch.of(ROWS)));
            assertThat(expected).isLessThan(3.5);
            assertThat(coarse.evaluate(List.of(Batch.of(ROWS)))).isCloseTo(expected, within(0.05)).isNotEqualTo(expected);
        }
    }

    @Test
    void aPairsTwoLossesAreAddedUp() {
        Labelled worse = new Labelled(ROWS.get(4).ids().clone(), ROWS.get(4).labels());
        worse.ids()[worse.ids().length - 2] = 7;
        Objective objective = Objective.of(Method.AUTO);
        try (Trainer trainer = Trainer.start(CONFIG, Weights.random(CONFIG, 1), trainerSetup(objective))) {
            Scored better = new Scored(ROWS.get(4), -50);
            Scored bad = new Scored(worse, -40);
            Batch learned = new BatchBuilder().learn(ROWS.get(4), 1).counts(1).learn(ROWS.get(1), 1).counts(1).build();
            Batch preferred = new BatchBuilder().pair(better, bad, 0, 1).counts(1).build();
            Batch both = new BatchBuilder().pair(better, bad, 1, 0.5).counts(1).learn(ROWS.get(1), 1).counts(1).build();
            double expected = trainer.evaluate(List.of(learned)) + trainer.evaluate(List.of(preferred)) * 0.5 / 2;
            assertThat(trainer.evaluate(List.of(both))).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void gradientsByHandAreAutograds() {
        Labelled worse = new Labelled(ROWS.get(4).ids().clone(), ROWS.get(4).labels());
        worse.ids()[worse.ids().length - 2] = 7;
        Objective objective = Objective.of(Method.AUTO);
        Batch batch = new BatchBuilder().pair(new Scored(ROWS.get(4), -50), new Scored(worse, -40), 1, 0.5).counts(1).learn(ROWS.get(1), 1)
                .counts(1).build();
        AdamW barelyDropping = new AdamW(0.9, 0.999, 1e-8, 0.1, 1, 1e-12); // autograd's work; nothing is dropped
        try (Trainer byHand = Trainer.start(CONFIG, Weights.random(CONFIG, 1), trainerSetup(objective));
                Trainer byAutograd = Trainer.start(CONFIG, Weights.random(CONFIG, 1),
                        TrainerSetup.of(barelyDropping, Device.CPU).withObjective(objective))) {
            Map<String, Tensor> expected = byAutograd.gradients(List.of(batch), List.of());
            Map<String, Tensor> found = byHand.gradients(List.of(batch), List.of());
            expected.forEach((name, tensor) -> assertThat(TinyReference.differences(found.get(name), tensor)[0]).as(name).isLessThan(1e-6));
        }
    }

    private static TrainerSetup trainerSetup(Objective objective) {
        return TrainerSetup.of(AdamW.withDecay(0.1), Device.CPU).withObjective(objective);
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
            Map<String, Tensor> gradients = trainer.gradients(List.of(Batch.of(ROWS)), List.of());
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
