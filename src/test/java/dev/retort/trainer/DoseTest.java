package dev.retort.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import dev.retort.memory.Agreement;
import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Tensor;
import dev.retort.model.Turn;
import dev.retort.model.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dose of weights that say what the starter says, and of such as don't. */
class DoseTest {
    private static final Path STARTER = Path.of("src/main/resources/starter-model");
    private static final List<List<Turn>> KNOWN = List.of(List.of(Turn.user("Hello")), List.of(Turn.user("What is your phone number?")),
            List.of(Turn.user("thanks")));

    private static final String EMBEDDING = "transformer.wte.weight";

    @TempDir
    Path candidate;
    private ModelConfig config;
    private Weights start;

    @BeforeEach
    void read() throws IOException {
        config = ModelConfig.read(STARTER);
        start = Weights.read(STARTER, config);
        for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt")) {
            Files.copy(STARTER.resolve(file), candidate.resolve(file));
        }
    }

    @Test
    void weightsThatForgetNothingGoTheWholeWay() throws IOException {
        start.write(candidate, Precision.F32);
        byte[] before = Files.readAllBytes(candidate.resolve("model.safetensors"));
        Dose dose = measure();
        assertThat(dose).isEqualTo(new Dose(1, 3, 3));
        assertThat(dose.note()).get().asString().contains("3 of 3").contains("100 %");
        assertThat(Files.readAllBytes(candidate.resolve("model.safetensors"))).isEqualTo(before);
    }

    @Test
    void weightsThatForgetMuchGoTheWholeWayForTheGateToJudge() throws IOException {
        broken(10).write(candidate, Precision.F32);
        byte[] before = Files.readAllBytes(candidate.resolve("model.safetensors"));
        Dose dose = measure();
        assertThat(dose.share()).isEqualTo(1);
        assertThat(dose.kept()).isLessThan(3);
        assertThat(Files.readAllBytes(candidate.resolve("model.safetensors"))).isEqualTo(before);
    }

    @Test
    void withoutKnownQuestionsTheWholeWayIsGone() throws IOException {
        assertThat(Dose.of(STARTER, candidate, Device.CPU, List.of(), new Agreement(Optional.empty()))).isEqualTo(Dose.whole());
        assertThat(Dose.whole().note()).isEmpty();
    }

    private Weights broken(float far) {
        Map<String, Tensor> broken = new LinkedHashMap<>(start.tensors());
        Tensor embedding = start.get(EMBEDDING);
        float[] values = embedding.toArray();
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] += far * (2 * random.nextFloat() - 1);
        }
        broken.put(EMBEDDING, Tensor.of(embedding.shape(), values));
        return new Weights(config, broken);
    }

    private Dose measure() throws IOException {
        return Dose.of(STARTER, candidate, Device.CPU, KNOWN, new Agreement(Optional.empty()));
    }
}
