package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Labelled;
import dev.retort.model.Role;
import dev.retort.model.Tensor;
import dev.retort.model.Turn;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharpnessTest {
    private static final List<TrainingExample> KNOWN = List.of(TinyRun.example("How long?", "Two days."),
            TinyRun.example("Price?", "It is free."), TinyRun.example("Where are you?", "In Rome."));

    @TempDir
    Path folder;

    private static List<Labelled> rows(Gpt2 model) {
        return KNOWN.stream().map(example -> model.template().example(example.prompt(), example.reply())).toList();
    }

    /** Learns the examples by heart, and is written with all logits divided by 2. */
    private Path flattened() throws IOException {
        FineTuning.run(TinyRun.request(folder.resolve("by heart"), new TrainingData(KNOWN, List.of(), List.of()),
                TinyRun.hyperparameters().withEpochs(60)), progress -> {});
        Path sharp = folder.resolve("by heart").resolve("out");
        Path flat = folder.resolve("flat");
        OutputFolder.write(flat, sharp, new Weights(TinyReference.CONFIG,
                Sharpness.times(0.5, Weights.read(sharp, TinyReference.CONFIG).tensors())), Optional.empty());
        return flat;
    }

    @Test
    void whatWasFlattenedIsFoundAndLearnsSharpAndIsWrittenFlat() throws IOException {
        Path flat = flattened();
        try (Gpt2 model = Gpt2.load(flat, Device.CPU, Kernel.FP32)) {
            Sharpness sharpness = Sharpness.of(flat, Device.CPU, rows(model));
            assertThat(sharpness.best()).isGreaterThan(1.5);
            assertThat(sharpness.asSureAs(sharpness)).isCloseTo(1, within(1e-9));
        }
        TrainingReport report = FineTuning.run(new TrainingRequest(flat, folder.resolve("out"), folder.resolve("checkpoints"),
                new TrainingData(List.of(TinyRun.example("Are you open?", "Yes.")), List.of(), KNOWN),
                TinyRun.hyperparameters().withLearningRate(1e-9), Device.CPU, 2), progress -> {});
        assertThat(report.notes()).anyMatch(note -> note.startsWith("logits are multiplied by"));
        Map<String, Tensor> before = Weights.read(flat, TinyReference.CONFIG).tensors();
        Map<String, Tensor> after = Weights.read(folder.resolve("out"), TinyReference.CONFIG).tensors();
        for (int i = 0; i < TinyReference.CONFIG.width(); i++) {
            assertThat(after.get("transformer.ln_f.weight").floats().get(i))
                    .isCloseTo(before.get("transformer.ln_f.weight").floats().get(i), within(1e-5f));
        }
    }

    @Test
    void aModelThatLostItsSurenessGetsItBack() throws IOException {
        Path flat = flattened();
        Path flatter = folder.resolve("flatter");
        OutputFolder.write(flatter, flat, new Weights(TinyReference.CONFIG,
                Sharpness.times(0.9, Weights.read(flat, TinyReference.CONFIG).tensors())), Optional.empty());
        try (Gpt2 model = Gpt2.load(flat, Device.CPU, Kernel.FP32)) {
            Sharpness before = Sharpness.of(flat, Device.CPU, rows(model));
            assertThat(Sharpness.of(flatter, Device.CPU, rows(model)).asSureAs(before)).isCloseTo(1 / 0.9, within(5e-3));
            assertThat(before.asSureAs(Sharpness.of(flatter, Device.CPU, rows(model)))).as("what is surer stays so").isEqualTo(1);
        }
    }

    @Test
    void withoutAnythingToReplayNothingIsScaled() throws IOException {
        TrainingReport report = FineTuning.run(TinyRun.request(folder, new TrainingData(KNOWN, List.of(), List.of()),
                TinyRun.hyperparameters().withEpochs(1)), progress -> {});
        assertThat(report.notes()).noneMatch(note -> note.startsWith("logits"));
    }

    @Test
    void timesChangesNoOrderOfTokens() throws IOException {
        Map<String, Tensor> weights = Weights.read(TinyRun.MODEL, TinyReference.CONFIG).tensors();
        Path twice = folder.resolve("twice");
        OutputFolder.write(twice, TinyRun.MODEL, new Weights(TinyReference.CONFIG, Sharpness.times(2, weights)), Optional.empty());
        try (Gpt2 model = Gpt2.load(TinyRun.MODEL, Device.CPU, Kernel.FP32); Gpt2 other = Gpt2.load(twice, Device.CPU, Kernel.FP32)) {
            int[] ids = model.template().prompt(List.of(new Turn(Role.USER, "How long?")), 8).ids();
            float[][] one = model.logits(ids);
            float[][] two = other.logits(ids);
            for (int i = 0; i < one[0].length; i++) {
                assertThat(two[0][i]).isCloseTo(2 * one[0][i], within(1e-3f));
            }
        }
    }
}
