package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against trl's DPOTrainer: six steps of three pairs each. */
class DpoTrajectoryTest {
    private static JsonNode expected;
    private static List<List<Labelled>> better;
    private static List<List<Labelled>> worse;
    private static Map<String, Tensor> finals;

    @BeforeAll
    static void read() throws IOException {
        expected = TinyReference.json("dpo.json");
        try (Safetensors file = Safetensors.open(TinyReference.FOLDER.resolve("dpo.safetensors"))) {
            better = TinyReference.rows(file, "chosen.", 3);
            worse = TinyReference.rows(file, "rejected.", 3);
            finals = TinyReference.tensors(file, "final.");
        }
    }

    private static Trainer trainer() throws IOException {
        TrainerSetup setup = TrainerSetup.of(AdamW.withDecay(0.1), Device.CPU).withObjective(Objective.of(Method.DPO));
        return Trainer.start(TinyReference.CONFIG, TinyReference.weights(), setup);
    }

    private static Rows pairs(Trainer start) {
        List<Item> items = new ArrayList<>();
        for (int step = 0; step < better.size(); step++) {
            for (int i = 0; i < 3; i++) {
                items.add(new Item.Pair(better.get(step).get(i), worse.get(step).get(i), 1, 0, 1));
            }
        }
        return Rows.of(items, 0, 0).scoredBy(start);
    }

    private static double number(JsonNode step, String field, int i) {
        return step.get(field).get(i).asDouble();
    }

    @Test
    void lossesRewardsNormsAndFinalWeightsAreTrls() throws IOException {
        try (Trainer trainer = trainer()) {
            Rows rows = pairs(trainer);
            for (int s = 0; s < better.size(); s++) {
                JsonNode step = expected.at("/steps/" + s);
                List<Integer> chosen = List.of(3 * s, 3 * s + 1, 3 * s + 2);
                Batch batch = rows.batch(chosen);
                float[] logps = trainer.logProbabilities(List.of(batch)).get(0);
                double good = 0;
                double bad = 0;
                for (int i = 0; i < 3; i++) {
                    assertThat((double) rows.references().get(3 * s + i)[0]).isCloseTo(number(step, "reference_chosen_logps", i),
                            within(5e-4));
                    assertThat((double) rows.references().get(3 * s + i)[1]).isCloseTo(number(step, "reference_rejected_logps", i),
                            within(5e-4));
                    assertThat((double) logps[2 * i]).isCloseTo(number(step, "policy_chosen_logps", i), within(5e-4));
                    assertThat((double) logps[2 * i + 1]).isCloseTo(number(step, "policy_rejected_logps", i), within(5e-4));
                    good += number(step, "chosen_rewards", i) / 3;
                    bad += number(step, "rejected_rewards", i) / 3;
                }
                StepResult result = trainer.step(List.of(batch), step.get("learning_rate").asDouble());
                assertThat(result.loss()).as("loss of step %d", s).isCloseTo(step.get("loss").asDouble(), within(1e-5));
                assertThat(result.gradNorm()).as("norm of step %d", s).isCloseTo(step.get("grad_norm").asDouble(), within(1e-4));
                Preferences seen = result.preferences().orElseThrow();
                assertThat(seen.loss()).isCloseTo(result.loss(), within(1e-6));
                assertThat(seen.good().orElseThrow()).isCloseTo(good, within(1e-4));
                assertThat(seen.bad().orElseThrow()).isCloseTo(bad, within(1e-4));
                assertThat(seen.margin().orElseThrow()).isCloseTo(good - bad, within(1e-4));
                assertThat(seen.accuracy().orElseThrow()).isCloseTo(step.get("accuracy").asDouble(), within(1e-6));
            }
            assertFinalWeights(trainer.weights());
        }
    }

    /** With no warm-up, an element whose first gradient is as small as epsilon moves by an uncertain part of a step: one in a thousand may. */
    private static void assertFinalWeights(Weights weights) {
        assertThat(finals).hasSize(28);
        finals.forEach((name, tensor) -> {
            double[] off = TinyReference.differences(TinyReference.comparable(name, weights.get(name)),
                    TinyReference.comparable(name, tensor));
            assertThat(off[Math.max(1, off.length / 1000)]).as(name).isLessThan(1e-5);
            assertThat(off[0]).as(name).isLessThan(2e-4);
        });
    }

    @Test
    void aSharedPromptIsComputedOnceToTheSameNumbers() throws IOException {
        try (Trainer trainer = trainer()) {
            Rows rows = pairs(trainer);
            Batch shared = rows.batch(List.of(0, 1, 2));
            BatchBuilder apart = new BatchBuilder();
            int tokens = 0;
            for (int i = 0; i < 3; i++) {
                apart.score(new Scored(better.get(0).get(i), 0)).score(new Scored(worse.get(0).get(i), 0));
                tokens += better.get(0).get(i).ids().length + worse.get(0).get(i).ids().length;
            }
            assertThat(shared.ids().length).isLessThan(tokens);
            float[] expectedLogps = trainer.logProbabilities(List.of(apart.build())).get(0);
            float[] logps = trainer.logProbabilities(List.of(shared)).get(0);
            for (int i = 0; i < 6; i++) {
                assertThat(logps[i]).isCloseTo(expectedLogps[i], within(5e-4f));
            }
        }
    }

    @Test
    void pairsInPartsAreThePairsTogether() throws IOException {
        try (Trainer whole = trainer(); Trainer parts = trainer()) {
            Rows rows = pairs(whole);
            for (int s = 0; s < 3; s++) {
                List<Integer> chosen = List.of(3 * s, 3 * s + 1, 3 * s + 2);
                StepResult one = whole.step(List.of(rows.batch(chosen)), 5e-4);
                StepResult three = parts.step(chosen.stream().map(i -> rows.batch(List.of(i))).toList(), 5e-4);
                assertThat(three.loss()).isCloseTo(one.loss(), within(1e-5));
                assertThat(three.gradNorm()).isCloseTo(one.gradNorm(), within(1e-4));
                assertThat(three.preferences().orElseThrow().margin().orElseThrow())
                        .isCloseTo(one.preferences().orElseThrow().margin().orElseThrow(), within(1e-4));
            }
        }
    }
}
