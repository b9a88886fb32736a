package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against trl's KTOTrainer: a batch of praised and flagged replies, under two policies. */
class KtoLossTest {
    private static JsonNode expected;
    private static List<Labelled> rows;
    private static List<Labelled> mismatched;
    private static Weights trained;

    @BeforeAll
    static void read() throws IOException {
        expected = TinyReference.json("kto.json");
        try (Safetensors file = Safetensors.open(TinyReference.FOLDER.resolve("kto.safetensors"));
                Safetensors dpo = Safetensors.open(TinyReference.FOLDER.resolve("dpo.safetensors"))) {
            rows = TinyReference.rows(file, "rows.", 6).get(0);
            mismatched = TinyReference.rows(file, "kl.", 6).get(0);
            trained = new Weights(TinyReference.CONFIG, TinyReference.tensors(dpo, "final."));
        }
    }

    private static Trainer trainer(JsonNode which) throws IOException {
        TrainerSetup setup = TrainerSetup.of(AdamW.withDecay(0.1), Device.CPU).withObjective(Objective.of(Method.KTO));
        boolean later = which == expected.at("/cases/trained_policy");
        return Trainer.start(TinyReference.CONFIG, later ? trained : TinyReference.weights(), setup);
    }

    private static Batch batch(JsonNode which, List<Integer> chosen) {
        BatchBuilder batch = new BatchBuilder();
        for (int i : chosen) {
            float reference = (float) which.at("/reference_logps/" + i).asDouble();
            batch.flag(new Scored(rows.get(i), reference), expected.at("/desirable/" + i).asBoolean(), 0, 1).counts(1);
        }
        return batch.build();
    }

    private static Batch mismatched(JsonNode which) {
        BatchBuilder batch = new BatchBuilder();
        for (int i = 0; i < mismatched.size(); i++) {
            batch.score(new Scored(mismatched.get(i), (float) which.at("/reference_kl_logps/" + i).asDouble()));
        }
        return batch.build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trained_policy", "initial_policy"})
    void lossDivergenceAndNormAreTrls(String name) throws IOException {
        JsonNode which = expected.at("/cases/" + name);
        try (Trainer trainer = trainer(which)) {
            Batch batch = batch(which, List.of(0, 1, 2, 3, 4, 5));
            float[] logps = trainer.logProbabilities(List.of(batch)).get(0);
            float[] others = trainer.logProbabilities(List.of(mismatched(which))).get(0);
            for (int i = 0; i < 6; i++) {
                assertThat((double) logps[i]).isCloseTo(which.at("/policy_logps/" + i).asDouble(), within(5e-4));
                assertThat((double) others[i]).isCloseTo(which.at("/policy_kl_logps/" + i).asDouble(), within(5e-4));
            }
            StepResult seen = trainer.evaluate(List.of(batch), List.of(mismatched(which)));
            assertThat(seen.loss()).isCloseTo(which.get("loss").asDouble(), within(1e-5));
            StepResult step = trainer.step(List.of(batch), List.of(mismatched(which)), 1e-4);
            assertThat(step.loss()).isCloseTo(which.get("loss").asDouble(), within(1e-5));
            assertThat(step.gradNorm()).isCloseTo(which.get("grad_norm").asDouble(), within(1e-4));
            Preferences preferences = step.preferences().orElseThrow();
            assertThat(preferences.divergence()).isCloseTo(which.get("kl").asDouble(), within(1e-4));
            double good = 0;
            for (int i = 0; i < 6; i += 2) {
                good += 0.1 * (which.at("/policy_logps/" + i).asDouble() - which.at("/reference_logps/" + i).asDouble()) / 3;
            }
            assertThat(preferences.good().orElseThrow()).isCloseTo(good, within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void eachReplysLossIsTrls(int i) throws IOException {
        JsonNode which = expected.at("/cases/trained_policy");
        try (Trainer trainer = trainer(which)) {
            double loss = trainer.evaluate(List.of(batch(which, List.of(i))), List.of(mismatched(which))).loss();
            assertThat(loss).isCloseTo(which.at("/losses/" + i).asDouble(), within(1e-5));
        }
    }

    @Test
    void partsShareTheStepsDivergence() throws IOException {
        JsonNode which = expected.at("/cases/trained_policy");
        try (Trainer trainer = trainer(which)) {
            Map<String, Tensor> whole = trainer.gradients(List.of(batch(which, List.of(0, 1, 2, 3, 4, 5))), List.of(mismatched(which)));
            Map<String, Tensor> parts = trainer.gradients(List.of(batch(which, List.of(0, 1, 2)), batch(which, List.of(3, 4, 5))),
                    List.of(mismatched(which)));
            whole.forEach((name, tensor) -> assertThat(TinyReference.differences(parts.get(name), tensor)[0]).as(name).isLessThan(1e-5));
        }
    }

    @Test
    void lanesOfAStepTellTheWholeStep() throws IOException {
        JsonNode which = expected.at("/cases/trained_policy");
        try (Trainer together = trainer(which); Trainer apart = trainer(which)) {
            assertThat(apart.lanes()).isGreaterThan(1);
            StepResult whole = together.step(List.of(batch(which, List.of(0, 1, 2, 3, 4, 5))), List.of(mismatched(which)), 1e-3);
            StepResult parts = apart.step(List.of(batch(which, List.of(0, 1, 2, 4)), batch(which, List.of(3, 5))),
                    List.of(mismatched(which)), 1e-3);
            assertThat(parts.loss()).isCloseTo(whole.loss(), within(1e-6));
            assertThat(parts.gradNorm()).isCloseTo(whole.gradNorm(), within(1e-5));
            Preferences expectedOnes = whole.preferences().orElseThrow();
            Preferences preferences = parts.preferences().orElseThrow();
            assertThat(preferences.divergence()).isCloseTo(expectedOnes.divergence(), within(1e-6));
            assertThat(preferences.bad().orElseThrow()).isCloseTo(expectedOnes.bad().orElseThrow(), within(1e-5));
            Weights learned = together.weights();
            apart.weights().tensors().forEach(
                    (name, tensor) -> assertThat(TinyReference.differences(tensor, learned.get(name))[0]).as(name).isLessThan(1e-4));
        }
    }
}
