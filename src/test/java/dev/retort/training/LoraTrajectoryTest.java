package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Against peft: the logits of an adapter, its merge, and six steps of training it. */
class LoraTrajectoryTest {
    private static final Path LORA = TinyReference.FOLDER.resolve("lora");
    private static JsonNode expected;
    private static Adapter adapter;

    @BeforeAll
    static void read() throws IOException {
        expected = TinyReference.json("lora.json");
        adapter = Adapter.read(LORA, TinyReference.CONFIG);
    }

    private static Trainer trainer(boolean recompute) throws IOException {
        TrainerSetup setup = TrainerSetup.of(AdamW.withDecay(expected.at("/optimiser/weight_decay").asDouble()), Device.CPU)
                .withCompute(new Compute(Compute.Matrices.FP32, recompute));
        return Trainer.start(TinyReference.CONFIG, TinyReference.weights(), adapter, setup);
    }

    @Test
    void theConfigurationIsPefts() {
        assertThat(adapter.lora()).isEqualTo(new Lora(4, 8, List.of("c_attn", "c_proj", "c_fc")));
        assertThat(adapter.tensors()).hasSize(16);
    }

    @Test
    void logitsAreThoseOfTheAdapter() throws IOException {
        try (Trainer trainer = trainer(false); Safetensors file = Safetensors.open(TinyReference.FOLDER.resolve("lora.safetensors"))) {
            int[] ids = Arrays.stream(file.readLongs("input_ids")).mapToInt(Math::toIntExact).toArray();
            boolean[] all = new boolean[ids.length];
            Arrays.fill(all, true);
            float[] logits = trainer.logits(Batch.of(List.of(new Labelled(ids, all)))); // of all positions but the last
            float[] reference = file.read("logits").toArray();
            assertThat(logits).hasSize((ids.length - 1) * TinyReference.CONFIG.vocabularySize());
            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(reference[i], within(1e-4f));
            }
        }
    }

    @Test
    void mergedWeightsArePefts() throws IOException {
        try (Trainer trainer = trainer(false); Safetensors file = Safetensors.open(TinyReference.FOLDER.resolve("lora.safetensors"))) {
            Map<String, Tensor> reference = TinyReference.tensors(file, "merged.");
            Weights merged = adapter.merge(TinyReference.CONFIG, TinyReference.weights());
            Weights inProgram = trainer.weights();
            assertThat(reference).hasSize(28);
            reference.forEach((name, tensor) -> {
                assertThat(TinyReference.differences(merged.get(name), tensor)[0]).as(name).isLessThan(1e-5);
                assertThat(TinyReference.differences(inProgram.get(name), tensor)[0]).as(name).isLessThan(1e-5);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossesNormsAndTheFinalAdapterArePefts(boolean recompute) throws IOException {
        List<Batch> parts = new ArrayList<>();
        try (Safetensors file = Safetensors.open(TinyReference.FOLDER.resolve("sft.safetensors"))) {
            TinyReference.rows(file, "", 3).forEach(rows -> parts.add(Batch.of(rows)));
        }
        try (Trainer trainer = trainer(recompute); Safetensors file = Safetensors.open(TinyReference.FOLDER.resolve("lora.safetensors"))) {
            for (int i = 0; i < 6; i++) {
                JsonNode step = expected.at("/steps/" + i);
                StepResult result = trainer.step(parts.subList(2 * i, 2 * i + 2), step.get("learning_rate").asDouble());
                assertThat(result.loss()).as("loss of step %d", i).isCloseTo(step.get("loss").asDouble(), within(1e-5));
                assertThat(result.gradNorm()).as("norm of step %d", i).isCloseTo(step.get("grad_norm").asDouble(), within(1e-4));
            }
            Map<String, Tensor> reference = TinyReference.tensors(file, "final.");
            assertThat(reference).hasSize(16);
            Map<String, Tensor> learned = new Adapter(TinyReference.CONFIG, adapter.lora(), trainer.learned()).tensors();
            reference.forEach((name, tensor) -> {
                String full = learned.containsKey(name) ? name : name.replace(".weight", ".default.weight");
                assertThat(learned).containsKey(full);
                assertThat(TinyReference.differences(learned.get(full), tensor)[0]).as(name).isLessThan(1e-5);
            });
        }
    }

    @Test
    void theBaseHasNeitherGradientsNorOptimizer() throws IOException {
        try (Trainer trainer = trainer(false); Safetensors file = Safetensors.open(TinyReference.FOLDER.resolve("sft.safetensors"))) {
            List<Batch> parts = List.of(Batch.of(TinyReference.rows(file, "", 3).get(0)));
            assertThat(trainer.gradients(parts, List.of()).keySet()).isEqualTo(adapter.tensors().keySet());
            trainer.read(state -> assertThat(state.first().keySet()).isEqualTo(adapter.tensors().keySet()));
        }
    }
}
