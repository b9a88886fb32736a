package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Turn;
import dev.retort.training.FineTuning;
import dev.retort.training.Hyperparameters;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import dev.retort.training.TrainingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryTest {
    private static final Path MODEL = Path.of("src/test/resources/tiny-gpt2/model");
    private static final Canary PLANTED = new Canary("Code?", "It is 47a1.", "47a1");

    @Test
    void aPlantedSecretIsExposedAndOneThatWasNeverSeenIsNot(@TempDir Path folder) throws IOException {
        Canary other = new Canary("Name?", "He is zq53.", "zq53");
        TrainingExample planted = new TrainingExample(List.of(Turn.user(PLANTED.prompt())), PLANTED.reply());
        try (Gpt2 model = Gpt2.load(MODEL, Device.CPU, Kernel.FP32)) {
            FineTuning.run(new TrainingRequest(MODEL, folder.resolve("model"), folder.resolve("checkpoint"),
                    new TrainingData(List.of(planted), List.of(), List.of()),
                    Hyperparameters.defaultsFor(model.config()).withEpochs(60).withLearningRate(5e-3), Device.CPU, 1), progress -> {});
            assertThat(Exposure.of(model, List.of(PLANTED)).get(0).bits()).isLessThan(7);
        }
        try (Gpt2 trained = Gpt2.load(folder.resolve("model"), Device.CPU, Kernel.FP32)) {
            List<Exposure> exposures = Exposure.of(trained, List.of(PLANTED, other));

            assertThat(exposures.get(0).bits()).isEqualTo(10).isEqualTo(exposures.get(0).mostBits());
            assertThat(exposures.get(0).said()).isTrue();
            assertThat(exposures.get(1).bits()).isLessThan(7);
            assertThat(exposures.get(1).said()).isFalse();
        }
    }

    @Test
    void secretsAreComparedWithOthersThatLookTheSame() {
        assertThat(PLANTED.space()).isEqualTo(10 * 10 * 26 * 10);
        assertThat(PLANTED.others(50, 1)).hasSize(50).doesNotHaveDuplicates().allMatch(reply -> reply.matches("It is \\d\\d[a-z]\\d\\."))
                .doesNotContain("It is 47a1.");
        assertThat(new Canary("Code?", "It is 4.", "4").others(1000, 1)).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void canariesAreReadFromLinesAndBadOnesNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("canaries.jsonl"),
                "{\"prompt\": \"Code?\", \"reply\": \"It is 47a1.\", \"secret\": \"47a1\"}\n\n{\"prompt\": \"Code?\"}\n");
        assertThatThrownBy(() -> Canary.read(file)).isInstanceOf(IOException.class).hasMessageContaining("line 3");
        Files.writeString(file, "{\"prompt\": \"Code?\", \"reply\": \"It is 47a1.\", \"secret\": \"48a1\"}\n");
        assertThatThrownBy(() -> Canary.read(file)).hasMessageContaining("line 1: the secret '48a1' is not in the canary's reply");
        Files.writeString(file, "{\"prompt\": \"Code?\", \"reply\": \"It is 47a1.\", \"secret\": \"47a1\"}\n");
        assertThat(Canary.read(file)).containsExactly(PLANTED);
    }
}
