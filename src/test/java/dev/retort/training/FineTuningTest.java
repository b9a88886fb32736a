package dev.retort.training;

import static dev.retort.training.TinyRun.REPLAY;
import static dev.retort.training.TinyRun.TRAIN;
import static dev.retort.training.TinyRun.VALIDATION;
import static dev.retort.training.TinyRun.example;
import static dev.retort.training.TinyRun.hyperparameters;
import static dev.retort.training.TinyRun.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Tokenizer;
import dev.retort.model.TurnTemplate;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
    @TempDir
    Path folder;

    @Test
    void repliesAreMemorisedAndTheOutputIsAModelFolder() throws IOException {
        List<TrainingProgress> seen = new ArrayList<>();
        TrainingRequest request = request(folder, new TrainingData(TRAIN, List.of(), List.of()),
                hyperparameters().withEpochs(60).withLearningRate(1e-2).withBatch(5, 1));
        TrainingReport report = FineTuning.run(request, seen::add);
        assertThat(report.firstLoss()).isGreaterThan(5);
        assertThat(loss(request.outputFolder(), TRAIN)).isLessThan(0.05);
        assertThat(report.steps()).isEqualTo(60).isEqualTo(seen.size()).isEqualTo(report.bestStep());
        assertThat(report.curve()).isEqualTo(seen);
        assertThat(seen.get(59).epoch()).isEqualTo(60);
        assertThat(seen.get(59).left()).isZero();
        assertThat(seen).allSatisfy(step -> assertThat(step.tokensPerSecond()).isPositive());
        assertThat(ModelConfig.read(request.outputFolder())).isEqualTo(ModelConfig.read(TinyRun.MODEL));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).as("nothing unfinished stays").containsExactlyInAnyOrder(request.outputFolder(), request.checkpointFolder());
        }
    }

    @Test
    void theWeightsWithTheLowestValidationLossAreKept() throws IOException {
        TrainingRequest request = request(folder, new TrainingData(TRAIN, VALIDATION, List.of()),
                hyperparameters().withEpochs(8).withLearningRate(0.05).withSchedule(Schedule.CONSTANT, 0));
        TrainingReport report = FineTuning.run(request, step -> {});
        List<TrainingProgress> measured = report.curve().stream().filter(step -> step.validationLoss().isPresent()).toList();
        assertThat(measured).hasSize(8);
        double lowest = measured.stream().mapToDouble(step -> step.validationLoss().orElseThrow()).min().orElseThrow();
        assertThat(measured.get(7).validationLoss().orElseThrow()).as("the rate is so high that the end is not the best")
                .isGreaterThan(lowest);
        assertThat(report.bestValidationLoss()).hasValue(lowest);
        assertThat(measured).anySatisfy(step -> {
            assertThat(step.step()).isEqualTo(report.bestStep());
            assertThat(step.validationLoss()).hasValue(lowest);
        });
        assertThat(loss(request.outputFolder(), VALIDATION)).isCloseTo(lowest, within(1e-6));
        assertThat(report.startValidationLoss().orElseThrow()).isCloseTo(loss(TinyRun.MODEL, VALIDATION), within(1e-6));
    }

    @Test
    void replayKeepsWhatWouldBeForgotten() throws IOException {
        Hyperparameters hyperparameters = hyperparameters().withEpochs(12).withLearningRate(5e-3);
        TrainingRequest without = request(folder.resolve("without"), new TrainingData(TRAIN, List.of(), REPLAY),
                hyperparameters.withReplayRatio(0));
        TrainingRequest with = request(folder.resolve("with"), new TrainingData(TRAIN, List.of(), REPLAY), hyperparameters);
        FineTuning.run(without, step -> {});
        FineTuning.run(with, step -> {});
        assertThat(loss(with.outputFolder(), REPLAY)).isLessThan(0.5 * loss(without.outputFolder(), REPLAY));
    }

    @Test
    void anExampleOfGreaterWeightIsLearnedFaster() throws IOException {
        TrainingExample heavy = new TrainingExample(TRAIN.get(2).prompt(), TRAIN.get(2).reply(), 20);
        List<TrainingExample> weighted = List.of(TRAIN.get(0), TRAIN.get(1), heavy, TRAIN.get(3), TRAIN.get(4));
        Hyperparameters hyperparameters = hyperparameters().withEpochs(6).withBatch(5, 1);
        TrainingRequest plain = request(folder.resolve("plain"), new TrainingData(TRAIN, List.of(), List.of()), hyperparameters);
        TrainingRequest lopsided = request(folder.resolve("heavy"), new TrainingData(weighted, List.of(), List.of()), hyperparameters);
        FineTuning.run(plain, step -> {});
        FineTuning.run(lopsided, step -> {});
        assertThat(loss(lopsided.outputFolder(), List.of(heavy))).isLessThan(loss(plain.outputFolder(), List.of(heavy)));
    }

    @Test
    void anExampleThatDoesNotFitIsDroppedAndCounted() throws IOException {
        TrainingExample endless = example("Why?", "because ".repeat(100));
        TrainingReport report = FineTuning.run(
                request(folder, new TrainingData(Stream.concat(TRAIN.stream(), Stream.of(endless)).toList(), List.of(), List.of()),
                        hyperparameters()),
                step -> {});
        assertThat(report.droppedExamples()).isEqualTo(1);
        assertThat(report.notes()).singleElement().asString().contains("1 examples don't fit the context of 64 tokens");
    }

    @Test
    void nothingToLearnIsRefused() {
        assertThatThrownBy(() -> FineTuning
                .run(request(folder, new TrainingData(List.of(), VALIDATION, REPLAY), hyperparameters()), step -> {}))
                .isInstanceOf(TrainingRefusedException.class).hasMessageContaining("nothing to learn: 0 examples");
        TrainingExample endless = example("Why?", "because ".repeat(100));
        assertThatThrownBy(() -> FineTuning
                .run(request(folder, new TrainingData(List.of(endless), List.of(), List.of()), hyperparameters()), step -> {}))
                .isInstanceOf(TrainingRefusedException.class).hasMessageContaining("1 don't fit");
    }

    @Test
    void aFolderInUseIsNotOverwritten() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/model.safetensors"), "someone's");
        assertThatThrownBy(() -> FineTuning.run(TinyRun.full(folder), step -> {})).isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("is not empty");
        assertThat(folder.resolve("out/model.safetensors")).hasContent("someone's");
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunAtItsStep() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        ModelConfig config = ModelConfig.read(TinyRun.MODEL);
        for (String file : List.of("config.json", "tokenizer.json", "vocab.json", "merges.txt")) {
            Files.copy(TinyRun.MODEL.resolve(file), broken.resolve(file));
        }
        Weights weights = Weights.read(TinyRun.MODEL, config);
        weights.get("transformer.h.1.mlp.c_fc.bias").floats().put(3, Float.NaN);
        weights.write(broken, Precision.F32);
        TrainingRequest request = new TrainingRequest(broken, folder.resolve("out"), folder.resolve("checkpoints"),
                new TrainingData(TRAIN, List.of(), List.of()), hyperparameters(), Device.CPU, 2);
        assertThatThrownBy(() -> FineTuning.run(request, step -> {})).isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("step 0: loss is NaN");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static double loss(Path model, List<TrainingExample> examples) throws IOException {
        ModelConfig config = ModelConfig.read(model);
        try (Tokenizer tokenizer = Tokenizer.read(model);
                Trainer trainer = Trainer.start(config, Weights.read(model, config), AdamW.withDecay(0), Device.CPU)) {
            TurnTemplate template = new TurnTemplate(tokenizer, config.contextLength());
            return trainer.evaluate(Rows.of("test", examples, template, config.endOfText()).batches(8));
        }
    }
}
