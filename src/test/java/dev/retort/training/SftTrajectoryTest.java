package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.Device;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a run of Hugging Face's trainer: same weights, same rows, twelve steps of two parts each. */
class SftTrajectoryTest {
    private static final Path REFERENCE = Path.of("src/test/resources/tiny-gpt2");
    private static final Path MODEL = REFERENCE.resolve("model");
    private static JsonNode expected;
    private static ModelConfig config;
    private static Map<String, Tensor> finals;
    private static Map<String, Tensor> gradients;
    private static final List<List<Batch>> STEPS = new ArrayList<>();
    private static Batch heldOut;

    @BeforeAll
    static void read() throws IOException {
        expected = new ObjectMapper().readTree(REFERENCE.resolve("sft.json").toFile());
        config = ModelConfig.read(MODEL);
        try (Safetensors file = Safetensors.open(REFERENCE.resolve("sft.safetensors"))) {
            List<Batch> parts = batches(file, "", 3);
            for (int i = 0; i < parts.size(); i += 2) {
                STEPS.add(parts.subList(i, i + 2));
            }
            heldOut = batches(file, "heldout.", 6).get(0);
            finals = tensors(file, "final.");
            gradients = tensors(file, "grad.");
        }
    }

    @Test
    void lossesNormsAndFinalWeightsAreTheReferences() throws IOException {
        try (Trainer trainer = trainer()) {
            assertThat(trainer.evaluate(List.of(heldOut))).isCloseTo(expected.at("/heldout_loss/before").asDouble(), within(1e-5));
            for (int i = 0; i < STEPS.size(); i++) {
                JsonNode step = expected.at("/steps/" + i);
                StepResult result = trainer.step(STEPS.get(i), step.get("learning_rate").asDouble());
                assertThat(result.loss()).as("loss of step %d", i).isCloseTo(step.get("loss").asDouble(), within(1e-5));
                assertThat(result.gradNorm()).as("norm of step %d", i).isCloseTo(step.get("grad_norm").asDouble(), within(1e-4));
            }
            assertThat(trainer.evaluate(List.of(heldOut))).isCloseTo(expected.at("/heldout_loss/after").asDouble(), within(1e-5));
            Weights weights = trainer.weights();
            double worst = 0;
            for (Map.Entry<String, Tensor> end : finals.entrySet()) {
                worst = Math.max(worst, difference(end.getKey(), weights.get(end.getKey()), end.getValue(), true));
            }
            assertThat(worst).as("largest difference of a final weight").isLessThan(1e-5);
        }
    }

    @Test
    void gradientsOfTheFirstStepAreTheReferences() throws IOException {
        try (Trainer trainer = trainer()) {
            Map<String, Tensor> found = trainer.gradients(STEPS.get(0), List.of());
            double worst = 0;
            for (Map.Entry<String, Tensor> gradient : gradients.entrySet()) {
                worst = Math.max(worst, difference(gradient.getKey(), found.get(gradient.getKey()), gradient.getValue(), false));
            }
            assertThat(worst).isLessThan(1e-5);
        }
    }

    private static Trainer trainer() throws IOException {
        return Trainer.start(config, Weights.read(MODEL, config), AdamW.withDecay(expected.at("/optimiser/weight_decay").asDouble()),
                Device.CPU);
    }

    private static List<Batch> batches(Safetensors file, String prefix, int rows) throws IOException {
        List<Integer> shape = file.shape(prefix + "input_ids");
        int length = shape.get(shape.size() - 1);
        long[] ids = file.readLongs(prefix + "input_ids");
        long[] mask = file.readLongs(prefix + "attention_mask");
        long[] labels = file.readLongs(prefix + "labels");
        List<Batch> batches = new ArrayList<>();
        for (int start = 0; start < ids.length; start += rows * length) {
            List<Labelled> part = new ArrayList<>();
            for (int row = start; row < start + rows * length; row += length) {
                int end = row + (int) Arrays.stream(mask, row, row + length).sum();
                boolean[] learned = new boolean[end - row];
                for (int t = row; t < end; t++) {
                    learned[t - row] = labels[t] != -100;
                }
                part.add(new Labelled(Arrays.stream(ids, row, end).mapToInt(Math::toIntExact).toArray(), learned));
            }
            batches.add(Batch.of(part));
        }
        return batches;
    }

    private static Map<String, Tensor> tensors(Safetensors file, String prefix) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), file.read(name));
            }
        }
        assertThat(tensors).hasSize(28);
        return tensors;
    }

    /** The key third of an attention bias has no gradient but rounding noise, which AdamW scales up to whole steps. */
    private static double difference(String name, Tensor actual, Tensor reference, boolean withoutKeys) {
        assertThat(actual.shape()).as(name).isEqualTo(reference.shape());
        int width = config.width();
        float[] a = actual.toArray();
        float[] b = reference.toArray();
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            boolean key = withoutKeys && name.endsWith("c_attn.bias") && i >= width && i < 2 * width;
            worst = Math.max(worst, key ? 0 : Math.abs(a[i] - b[i]));
        }
        return worst;
    }
}
