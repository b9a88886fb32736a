package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is ended and begun again gives the same bytes as one that was left alone. */
class ResumptionTest {
    private static final String WEIGHTS = "out/model.safetensors";
    @TempDir
    static Path uninterrupted;
    @TempDir
    Path folder;
    private static TrainingReport expected;

    private static CheckpointTimes always() {
        return new CheckpointTimes(Duration.ZERO);
    }

    @BeforeAll
    static void run() throws IOException {
        expected = FineTuning.run(TinyRun.full(uninterrupted), step -> {});
        assertThat(expected.steps()).isEqualTo(12);
    }

    private void end(int atStep) {
        assertThatThrownBy(() -> FineTuning.run(TinyRun.full(folder), always(), progress -> {
            if (progress.step() == atStep) {
                throw new IllegalStateException("ended");
            }
        })).hasMessage("ended");
    }

    private void assertSameAsUninterrupted(TrainingReport report) {
        assertThat(folder.resolve(WEIGHTS)).hasSameBinaryContentAs(uninterrupted.resolve(WEIGHTS));
        assertThat(report.curve()).usingRecursiveComparison().ignoringFields("tokensPerSecond", "left").isEqualTo(expected.curve());
        assertThat(report.bestStep()).isEqualTo(expected.bestStep());
        assertThat(report.bestValidationLoss()).isEqualTo(expected.bestValidationLoss());
        assertThat(report.tokens()).isEqualTo(expected.tokens());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 11})
    void continuesToTheSameBytes(int step) throws IOException {
        end(step);
        TrainingReport report = FineTuning.run(TinyRun.full(folder), step1 -> {});
        assertThat(report.resumedFrom()).isEqualTo(step);
        assertSameAsUninterrupted(report);
    }

    /** With an adapter, judged replies, and patience: their state is in the checkpoint, too. */
    @Test
    void anAdaptersRunThatPatienceEndsContinuesToTheSameBytes() throws IOException {
        TrainingReport alone = FineTuning.run(TinyRun.judged(folder.resolve("alone")), step -> {});
        assertThat(alone.steps()).as("ended by patience").isLessThan(20).isGreaterThan(4);
        for (int end : new int[]{1, alone.bestStep() + 1, alone.steps()}) {
            Path ended = folder.resolve("ended-" + end);
            assertThatThrownBy(() -> FineTuning.run(TinyRun.judged(ended), always(), progress -> {
                if (progress.step() == end) {
                    throw new IllegalStateException("ended");
                }
            })).hasMessage("ended");
            TrainingReport report = FineTuning.run(TinyRun.judged(ended), step -> {});
            assertThat(report.resumedFrom()).isEqualTo(end);
            assertThat(report.curve()).usingRecursiveComparison().ignoringFields("tokensPerSecond", "left").isEqualTo(alone.curve());
            assertThat(ended.resolve(WEIGHTS)).hasSameBinaryContentAs(folder.resolve("alone").resolve(WEIGHTS));
            assertThat(ended.resolve("out/adapter/adapter_model.safetensors"))
                    .hasSameBinaryContentAs(folder.resolve("alone/out/adapter/adapter_model.safetensors"));
        }
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeIsUsed() throws IOException {
        end(5);
        flipByte(folder.resolve("checkpoints/step-00000005/state.safetensors"));
        TrainingReport report = FineTuning.run(TinyRun.full(folder), step -> {});
        assertThat(report.resumedFrom()).isEqualTo(4);
        assertThat(report.notes()).singleElement().asString().contains("step-00000005 is damaged", "SHA-256");
        assertSameAsUninterrupted(report);
    }

    /** As memory that fails leaves it: the file is as it was written. */
    @Test
    void aCheckpointWithAnInfiniteWeightIsNamedAndTheOneBeforeIsUsed() throws IOException {
        end(5);
        Broken.infiniteCheckpoint(folder.resolve("checkpoints/step-00000005"));
        TrainingReport report = FineTuning.run(TinyRun.full(folder), step -> {});
        assertThat(report.resumedFrom()).isEqualTo(4);
        assertThat(report.notes()).singleElement().asString().contains("step-00000005 is damaged",
                "learned/transformer.h.0.mlp.c_fc.weight holds Infinity");
        assertSameAsUninterrupted(report);
    }

    @Test
    void withBothCheckpointsDamagedTrainingStartsAnew() throws IOException {
        end(5);
        flipByte(folder.resolve("checkpoints/step-00000005/state.safetensors"));
        Files.writeString(folder.resolve("checkpoints/step-00000004/checkpoint.json"), "{\"request\":");
        TrainingReport report = FineTuning.run(TinyRun.full(folder), step -> {});
        assertThat(report.resumedFrom()).isZero();
        assertThat(report.notes()).hasSize(2);
        assertSameAsUninterrupted(report);
    }

    @Test
    void aCheckpointOfAnotherRequestIsRefusedAndStays() throws IOException {
        end(3);
        TrainingRequest mine = TinyRun.full(folder);
        TrainingRequest other = new TrainingRequest(mine.startFolder(), mine.outputFolder(), mine.checkpointFolder(), mine.data(),
                mine.hyperparameters().withSeed(6), mine.device(), mine.threads());
        assertThatThrownBy(() -> FineTuning.run(other, step -> {})).isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("step-00000003 belongs to another request");
        assertThat(FineTuning.run(mine, step -> {}).resumedFrom()).isEqualTo(3);
    }

    @Test
    void onlyTheLastTwoCheckpointsAreKept() throws IOException {
        end(7);
        try (var entries = Files.list(folder.resolve("checkpoints"))) {
            assertThat(entries.map(path -> path.getFileName().toString()).toList())
                    .containsExactlyInAnyOrderElementsOf(List.of("step-00000006", "step-00000007"));
        }
    }

    private static void flipByte(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 100] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
