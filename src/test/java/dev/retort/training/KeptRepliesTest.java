package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import dev.retort.model.Device;
import dev.retort.model.Labelled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptRepliesTest {
    private static final int VOCABULARY = TinyReference.CONFIG.vocabularySize();
    private static final Labelled OLD = row(5, 9, 20, 31, 2);
    private static final Labelled NEW = row(7, 11, 3, 3, 40, 2);
    private static final Batch KEPT = new BatchBuilder().keep(OLD, 1).build();
    private static final TrainerSetup SETUP = TrainerSetup.of(new AdamW(0.9, 0.999, 1e-8, 0, 1, 0), Device.CPU)
            .withObjective(Objective.sft().withReplay(Replay.KEEP));

    /** The first two tokens are a prompt. */
    private static Labelled row(int... ids) {
        boolean[] labels = new boolean[ids.length];
        Arrays.fill(labels, 2, ids.length, true);
        return new Labelled(ids, labels);
    }

    private static Trainer trainer(boolean adapter) throws IOException {
        return adapter
                ? Trainer.start(TinyReference.CONFIG, TinyReference.weights(), Adapter.fresh(TinyReference.CONFIG, Lora.ofRank(2), 1),
                        SETUP)
                : Trainer.start(TinyReference.CONFIG, TinyReference.weights(), SETUP);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsAskedOfAModelThatHasNotMoved(boolean adapter) throws IOException {
        try (Trainer trainer = trainer(adapter)) {
            assertThat(trainer.evaluate(List.of(KEPT))).isCloseTo(0, within(1e-6));
            assertThat(trainer.gradients(List.of(KEPT), List.of()).values()).allSatisfy(
                    gradient -> assertThat(gradient.toArray()).satisfies(values -> assertThat(greatest(values)).isLessThan(1e-6)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLossIsTheDivergenceFromTheStartWeights(boolean adapter) throws IOException {
        try (Trainer trainer = trainer(adapter)) {
            float[] before = trainer.logits(KEPT);
            move(trainer);
            double divergence = divergence(before, trainer.logits(KEPT));
            assertThat(divergence).isGreaterThan(0.01);
            assertThat(trainer.evaluate(List.of(KEPT))).isCloseTo(divergence, within(1e-5));
        }
    }

    @Test
    void aStepGoesBackTowardsTheStart() throws IOException {
        try (Trainer trainer = trainer(false)) {
            move(trainer);
            double far = trainer.evaluate(List.of(KEPT));
            for (int i = 0; i < 10; i++) {
                trainer.step(List.of(KEPT), 1e-3);
            }
            assertThat(trainer.evaluate(List.of(KEPT))).isLessThan(far / 2);
        }
    }

    @Test
    void learnedAndKeptLabelsOfOneStepCountAlike() throws IOException {
        Batch learned = Batch.of(List.of(NEW));
        Batch both = new BatchBuilder().learn(NEW, 1).keep(OLD, 1).build();
        try (Trainer trainer = trainer(false)) {
            move(trainer);
            double expected = (4 * trainer.evaluate(List.of(learned)) + 3 * trainer.evaluate(List.of(KEPT))) / 7;
            assertThat(trainer.evaluate(List.of(both))).isCloseTo(expected, within(1e-5));
            assertThat(trainer.evaluate(List.of(learned, KEPT))).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void aKeptRowAmongOthersCountsAsItDoesAlone() throws IOException {
        Labelled longer = row(4, 8, 15, 16, 23, 42, 2);
        Labelled worse = row(7, 11, 9, 2);
        Batch one = new BatchBuilder().learn(NEW, 1).keep(OLD, 1).learn(NEW, 1).keep(longer, 1).learn(OLD, 1).build();
        Batch among = new BatchBuilder().keep(longer, 1).pair(new Scored(NEW, -3), new Scored(worse, -2), 1, 0).keep(OLD, 1).build();
        try (Trainer trainer = trainer(false)) {
            move(trainer);
            double learnedNew = 4 * trainer.evaluate(List.of(Batch.of(List.of(NEW))));
            double learnedOld = 3 * trainer.evaluate(List.of(Batch.of(List.of(OLD))));
            double kept = 3 * trainer.evaluate(List.of(KEPT)) + 5 * trainer.evaluate(List.of(new BatchBuilder().keep(longer, 1).build()));
            assertThat(trainer.evaluate(List.of(one))).isCloseTo((2 * learnedNew + learnedOld + kept) / 19, within(1e-5));
            assertThat(trainer.evaluate(List.of(among))).as("the rows of the pair share their prompt")
                    .isCloseTo((learnedNew + kept) / 12, within(1e-5));
        }
    }

    private static double greatest(float[] values) {
        double greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static void move(Trainer trainer) {
        for (int i = 0; i < 5; i++) {
            trainer.step(List.of(Batch.of(List.of(NEW))), 1e-2);
        }
    }

    /** Mean over the labels of the sum of p log (p / q), in nats. */
    private static double divergence(float[] before, float[] now) {
        int labels = before.length / VOCABULARY;
        double sum = 0;
        for (int a = 0; a < labels; a++) {
            double[] p = logSoftmax(Arrays.copyOfRange(before, a * VOCABULARY, (a + 1) * VOCABULARY));
            double[] q = logSoftmax(Arrays.copyOfRange(now, a * VOCABULARY, (a + 1) * VOCABULARY));
            for (int i = 0; i < VOCABULARY; i++) {
                sum += Math.exp(p[i]) * (p[i] - q[i]);
            }
        }
        return sum / labels;
    }

    private static double[] logSoftmax(float[] logits) {
        double[] values = new double[logits.length];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = logits[i] - Math.log(sum);
        }
        return values;
    }
}
