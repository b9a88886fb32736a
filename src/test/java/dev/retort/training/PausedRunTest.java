package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run in parts is the run as a whole, and what its parts are judged by is the same figure for each method. */
class PausedRunTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"full", "adapted", "mixed", "judged"})
    void inPartsItComesToTheSameBytes(String name) throws IOException {
        TrainingRequest whole = TinyRun.named(name, folder.resolve("whole"));
        TrainingReport expected = FineTuning.run(whole, step -> {});
        TrainingRequest parts = TinyRun.named(name, folder.resolve("parts"));
        List<TrainingProgress> seen = new ArrayList<>();
        int planned = expected.curve().get(0).steps();
        for (double share : new double[]{1.0 / 9, 1.0 / 3, 0.35, 1}) {
            Standing standing = FineTuning.until(parts, share, seen::add);
            assertThat(standing.step()).isEqualTo(Math.min(expected.steps(), (int) Math.ceil(share * planned - 1e-9)));
            assertThat(standing.ended()).isEqualTo(share == 1);
            assertThat(checkpoints(parts)).containsExactly("step-%08d".formatted(standing.step()));
        }
        assertThat(seen).usingRecursiveComparison().ignoringFields("tokensPerSecond", "left").isEqualTo(expected.curve());
        FineTuning.run(parts, step -> {
            throw new IllegalStateException("nothing is left to do");
        });
        assertThat(parts.outputFolder().resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.outputFolder().resolve("model.safetensors"));
    }

    @Test
    void theKeptWeightsAreThoseThatTheRunWouldWrite() throws IOException {
        TrainingRequest request = TinyRun.judged(folder);
        Standing standing = FineTuning.until(request, 1, step -> {});
        FineTuning.run(request, step -> {});
        Weights written = Weights.read(request.outputFolder(), ModelConfig.read(request.outputFolder()));
        assertThat(standing.kept().tensors()).allSatisfy(
                (name, tensor) -> assertThat(tensor.toArray()).as(name).isEqualTo(written.get(name).toArray()));
    }

    /** Eight epochs of three steps, each measured at its end: a pause within one comes before that. */
    @Test
    void betweenTwoMeasurementsTheBetterOfTheLastBestAndTheLatestWeightsCount() throws IOException {
        Hyperparameters hyperparameters = TinyRun.hyperparameters().withEpochs(8).withLearningRate(0.05).withSchedule(Schedule.CONSTANT, 0);
        TrainingRequest request = TinyRun.request(folder.resolve("measured"),
                new TrainingData(TinyRun.TRAIN, TinyRun.VALIDATION, List.of()), hyperparameters);
        TrainingRequest unmeasured = TinyRun.request(folder.resolve("unmeasured"), new TrainingData(TinyRun.TRAIN, List.of(), List.of()),
                hyperparameters);
        HeldOutLoss loss = HeldOutLoss.of(TinyRun.MODEL, request.data(), Device.CPU, 2);
        Set<Boolean> latest = new HashSet<>();
        for (int step = 3; step < 24; step += 3) {
            double best = loss.of(FineTuning.until(request, step / 24.0, progress -> {}).kept());
            double now = loss.of(FineTuning.until(unmeasured, (step + 1) / 24.0, progress -> {}).kept());
            assertThat(loss.of(FineTuning.until(request, (step + 1) / 24.0, progress -> {}).kept())).isEqualTo(Math.min(best, now));
            latest.add(now < best);
        }
        assertThat(latest).as("both happened").hasSize(2);
    }

    @Test
    void theHeldOutLossIsTheCrossEntropyOfEveryMethodsReplies() throws IOException {
        TrainingRequest request = TinyRun.request(folder, TinyRun.full(folder).data(),
                TinyRun.full(folder).hyperparameters().withObjective(Objective.sft().withLabelSmoothing(0.2)));
        TrainingReport report = FineTuning.run(request, step -> {});
        HeldOutLoss loss = HeldOutLoss.of(TinyRun.MODEL, request.data(), Device.CPU, 2);
        assertThat(loss.examples()).isEqualTo(2);
        Weights weights = Weights.read(request.outputFolder(), ModelConfig.read(request.outputFolder()));
        assertThat(loss.of(weights)).as("without the smoothing").isLessThan(report.bestValidationLoss().orElseThrow() - 0.01);
        TrainingData judged = new TrainingData(TinyRun.TRAIN,
                List.of(TrainingExample.pair(TinyRun.VALIDATION.get(0).prompt(), TinyRun.VALIDATION.get(0).reply(), "Never."),
                        TinyRun.VALIDATION.get(1), TrainingExample.flagged(TinyRun.VALIDATION.get(0).prompt(), "No idea.")),
                List.of());
        assertThat(HeldOutLoss.of(TinyRun.MODEL, judged, Device.CPU, 2).of(weights)).isEqualTo(loss.of(weights));
    }

    @Test
    void nothingHeldOutIsRefused() {
        assertThatThrownBy(
                () -> HeldOutLoss.of(TinyRun.MODEL, new TrainingData(TinyRun.TRAIN, List.of(), List.of()), Device.CPU, 2))
                .isInstanceOf(TrainingRefusedException.class).hasMessageContaining("none of 0 validation examples can be measured");
    }

    private static List<String> checkpoints(TrainingRequest request) throws IOException {
        try (Stream<Path> entries = Files.list(request.checkpointFolder())) {
            return entries.map(path -> path.getFileName().toString()).toList();
        }
    }
}
