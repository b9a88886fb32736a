package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.retort.model.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loss that is not a finite number ends a run; what it had learned until then stays and can be used. */
class DivergenceTest {
    @TempDir
    Path folder;

    private int diverge() {
        List<TrainingProgress> seen = new ArrayList<>();
        assertThatThrownBy(() -> FineTuning.run(Broken.diverging(folder), new CheckpointTimes(Duration.ZERO), seen::add))
                .isInstanceOf(NonFiniteLossException.class).hasMessageContaining("lower the learning rate");
        return seen.size();
    }

    @Test
    void theLastGoodCheckpointStaysAndNoModelIsWritten() throws IOException {
        int good = diverge();
        assertThat(good).as("it goes well at first").isBetween(2, 11);
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(checkpoints()).containsExactly("step-%08d".formatted(good - 1), "step-%08d".formatted(good));
        Standing standing = FineTuning.until(Broken.diverging(folder), good / 12.0, step -> {
            throw new IllegalStateException("nothing is left to do until there");
        });
        assertThat(standing.step()).isEqualTo(good);
        assertThat(standing.kept().tensors().values()).allSatisfy(DivergenceTest::assertFinite);
    }

    @Test
    void goingOnFromItEndsAtTheSameStepWithoutHarm() throws IOException {
        int good = diverge();
        byte[] before = Files.readAllBytes(folder.resolve("checkpoints/step-%08d/state.safetensors".formatted(good)));
        assertThat(diverge()).as("steps taken since").isZero();
        assertThat(Files.readAllBytes(folder.resolve("checkpoints/step-%08d/state.safetensors".formatted(good)))).isEqualTo(before);
    }

    /** A weight that memory has lost, not one that training has made. */
    @Test
    void anInfiniteWeightInTheStartModelEndsTheRunInItsFirstStep() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> files = Files.list(TinyRun.MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        Broken.infiniteWeight(model.resolve("model.safetensors"), "transformer.h.1.attn.c_attn.weight");
        TrainingRequest tiny = TinyRun.full(folder);
        TrainingRequest request = new TrainingRequest(model, tiny.outputFolder(), tiny.checkpointFolder(), tiny.data(),
                tiny.hyperparameters(), tiny.device(), tiny.threads());
        assertThatThrownBy(() -> FineTuning.run(request, step -> {})).isInstanceOf(NonFiniteLossException.class).hasMessageContaining(
                "step 0: loss is NaN");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static void assertFinite(Tensor tensor) {
        for (float value : tensor.toArray()) {
            assertThat(value).isFinite();
        }
    }

    private List<String> checkpoints() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("checkpoints"))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
