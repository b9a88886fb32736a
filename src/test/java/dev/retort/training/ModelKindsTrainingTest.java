package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.model.Device;
import dev.retort.model.FolderReferences;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Reference;
import dev.retort.model.Tensor;
import dev.retort.model.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models with other activations, and with a projection of their own, learn as PyTorch has them learn. */
class ModelKindsTrainingTest {
    @BeforeAll
    static void start() {
        Torch.start(2);
    }

    static Stream<JsonNode> models() {
        return Reference.elements(FolderReferences.ALL.path("training"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsAreTheReferences(JsonNode expected) {
        try (Trainer trainer = trainer(expected)) {
            Map<String, Tensor> gradients = trainer.gradients(List.of(batch()), List.of());
            assertThat(gradients.keySet()).containsExactlyInAnyOrderElementsOf(() -> expected.path("gradients").fieldNames());
            gradients.forEach((name, gradient) -> {
                float[] probe = FolderReferences.pattern(name + "#probe", gradient.elements());
                float[] values = gradient.toArray();
                double norm = 0;
                double product = 0;
                for (int i = 0; i < values.length; i++) {
                    norm += (double) values[i] * values[i];
                    product += (double) values[i] * probe[i];
                }
                double size = expected.path("gradients").path(name).get(0).asDouble();
                assertThat(Math.sqrt(norm)).as(name).isCloseTo(size, within(1e-4 * size));
                assertThat(product).as(name).isCloseTo(expected.path("gradients").path(name).get(1).asDouble(), within(1e-3 * size));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void lossesOfStepsAreTheReferences(JsonNode expected) {
        try (Trainer trainer = trainer(expected)) {
            for (JsonNode loss : expected.path("losses")) {
                assertThat(trainer.step(List.of(batch()), 1e-3).loss()).isCloseTo(loss.asDouble(), within(2e-4));
            }
        }
    }

    private static Trainer trainer(JsonNode model) {
        ModelConfig config = FolderReferences.config(model);
        return Trainer.start(config, FolderReferences.weights(config), new AdamW(0.9, 0.999, 1e-8, 0, 1e9, 0), Device.CPU);
    }

    private static Batch batch() {
        int[] ids = Reference.ids(FolderReferences.ALL.path("ids"));
        boolean[] labels = new boolean[ids.length];
        Arrays.fill(labels, 1, ids.length, true);
        return Batch.of(List.of(new Labelled(ids, labels)));
    }
}
