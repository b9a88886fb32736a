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
import java.util.Optional;
import java.util.stream.Stream;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Tokenizer;
import dev.retort.model.Turn;
import dev.retort.model.TurnTemplate;
import dev.retort.model.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    void interpolatedWeightsAreAPartOfTheWayToTheTrainedOnes() throws IOException {
        TrainingData data = new TrainingData(TRAIN, List.of(), List.of());
        TrainingRequest whole = request(folder.resolve("whole"), data, hyperparameters());
        TrainingRequest part = request(folder.resolve("part"), data, hyperparameters().withInterpolation(0.75));
        FineTuning.run(whole, step -> {});
        FineTuning.run(part, step -> {});
        ModelConfig config = ModelConfig.read(TinyRun.MODEL);
        Weights start = Weights.read(TinyRun.MODEL, config);
        Weights trained = Weights.read(whole.outputFolder(), config);
        Weights written = Weights.read(part.outputFolder(), config);
        start.tensors().forEach((name, tensor) -> {
            float[] expected = tensor.toArray();
            float[] to = trained.get(name).toArray();
            for (int i = 0; i < expected.length; i++) {
                expected[i] += 0.75f * (to[i] - expected[i]);
            }
            assertThat(written.get(name).toArray()).as(name).containsExactly(expected, within(1e-6f));
        });
        assertThat(loss(part.outputFolder(), TRAIN)).isGreaterThan(loss(whole.outputFolder(), TRAIN));
        assertThatThrownBy(() -> hyperparameters().withLora(Optional.of(Lora.ofRank(2))).withInterpolation(0.5))
                .hasMessage("interpolation is 0.5, expected 1 where an adapter learns");
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
    void flaggedRepliesAreLeftOutByNameWhereTheMethodCanNotLearnThem() throws IOException {
        List<TrainingExample> judged = new ArrayList<>(TRAIN);
        judged.add(TrainingExample.flagged(List.of(Turn.user("Hello")), "Go away."));
        judged.add(TrainingExample.pair(List.of(Turn.user("Price?")), "It is free.", "A lot."));
        TrainingData data = new TrainingData(judged, List.of(), List.of());
        Hyperparameters hyperparameters = hyperparameters().withEpochs(1);

        TrainingReport sft = FineTuning.run(request(folder.resolve("sft"), data, hyperparameters), step -> {});
        assertThat(sft.learned()).isEqualTo(new Learned(6, 0, 0, 0, 1));
        assertThat(sft.notes()).containsExactly(
                "1 flagged replies that nobody bettered are of no use to method sft and were left out; kto and auto learn to avoid them");

        TrainingReport kto = FineTuning
                .run(request(folder.resolve("kto"), data, hyperparameters.withObjective(Objective.of(Method.KTO))), step -> {});
        assertThat(kto.learned()).as("a pair is one of each").isEqualTo(new Learned(0, 0, 6, 2, 0));
        TrainingReport auto = FineTuning
                .run(request(folder.resolve("auto"), data, hyperparameters.withObjective(Objective.of(Method.AUTO))), step -> {});
        assertThat(auto.learned()).isEqualTo(new Learned(5, 1, 0, 1, 0));
        assertThat(auto.notes()).isEmpty();
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

    private static final List<TrainingExample> PAIRS = List.of(pair("How long?", "Two days.", "A year."),
            pair("What does it cost?", "It is free.", "Too much."), pair("Open on Monday?", "No.", "Yes."));

    private static TrainingExample pair(String question, String better, String worse) {
        return TrainingExample.pair(List.of(Turn.user(question)), better, worse);
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, names = {"DPO", "KTO", "AUTO"})
    void betterRepliesGainOnWorseOnes(Method method) throws IOException {
        TrainingRequest request = request(folder, new TrainingData(PAIRS, List.of(), List.of()),
                hyperparameters().withEpochs(10).withLearningRate(1e-3).withBatch(3, 1).withReplayRatio(0)
                        .withObjective(Objective.of(method)));
        TrainingReport report = FineTuning.run(request, step -> {});
        Preferences first = report.curve().get(0).preferences().orElseThrow();
        Preferences last = report.curve().get(report.curve().size() - 1).preferences().orElseThrow();
        assertThat(last.loss()).isLessThan(first.loss() - 0.05);
        assertThat(last.good().orElseThrow()).isGreaterThan(last.bad().orElseThrow() + 0.3);
        if (method != Method.KTO) {
            assertThat(last.accuracy().orElseThrow()).isCloseTo(1, within(1e-6));
            assertThat(last.margin().orElseThrow()).isCloseTo(last.good().orElseThrow() - last.bad().orElseThrow(), within(1e-6));
        }
        if (method == Method.AUTO) {
            assertThat(loss(request.outputFolder(), PAIRS)).as("replies are learned, too").isLessThan(loss(TinyRun.MODEL, PAIRS) - 0.5);
        }
    }

    @Test
    void aFlaggedReplyBecomesLessLikely() throws IOException {
        List<TrainingExample> flags = List.of(TrainingExample.flagged(List.of(Turn.user("Price?")), "It is free."),
                TrainingExample.flagged(List.of(Turn.user("Hello")), "Go away."), example("Bye", "See you."));
        TrainingRequest request = request(folder, new TrainingData(flags, List.of(), List.of()),
                hyperparameters().withEpochs(10).withBatch(3, 1).withLearningRate(1e-3).withObjective(Objective.of(Method.KTO)));
        TrainingReport report = FineTuning.run(request, step -> {});
        Preferences last = report.curve().get(9).preferences().orElseThrow();
        assertThat(last.bad().orElseThrow()).isNegative();
        assertThat(last.good().orElseThrow()).isPositive();
        assertThat(last.margin()).as("there is no pair").isEmpty();
        List<TrainingExample> bad = List.of(example("Price?", "It is free."), example("Hello", "Go away."));
        assertThat(loss(request.outputFolder(), bad)).isGreaterThan(loss(TinyRun.MODEL, bad));
    }

    @Test
    void whatAMethodHasNoUseForIsLeftOutAndTold() throws IOException {
        TrainingData data = new TrainingData(Stream.concat(PAIRS.stream(), TRAIN.stream().skip(2)).toList(), List.of(), List.of());
        TrainingReport report = FineTuning.run(
                request(folder, data, hyperparameters().withEpochs(1).withObjective(Objective.of(Method.DPO))),
                step -> {});
        assertThat(report.notes()).containsExactly("3 examples are of no use to method dpo and were left out");
        assertThatThrownBy(() -> FineTuning.run(request(folder.resolve("none"), new TrainingData(TRAIN, List.of(), List.of()),
                hyperparameters().withObjective(Objective.of(Method.DPO))), step -> {})).isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("there is nothing to learn: 5 examples").hasMessageContaining("5 are of no use to method dpo");
    }

    @Test
    void anAdapterIsWrittenBesideTheMergedModel() throws IOException {
        TrainingRequest request = request(folder, new TrainingData(TRAIN, List.of(), List.of()),
                hyperparameters().withEpochs(30).withLearningRate(2e-2).withBatch(5, 1).withLora(Optional.of(Lora.ofRank(4))));
        FineTuning.run(request, step -> {});
        assertThat(loss(request.outputFolder(), TRAIN)).isLessThan(loss(TinyRun.MODEL, TRAIN) - 2);
        ModelConfig config = ModelConfig.read(TinyRun.MODEL);
        Adapter adapter = Adapter.read(request.outputFolder().resolve("adapter"), config);
        Weights merged = adapter.merge(config, Weights.read(TinyRun.MODEL, config));
        Weights written = Weights.read(request.outputFolder(), config);
        merged.tensors().forEach((name, tensor) -> assertThat(written.get(name).toArray()).as(name).isEqualTo(tensor.toArray()));
        assertThat(request.outputFolder().resolve("adapter_config.json")).as("transformers would add it a second time").doesNotExist();
    }

    @Test
    void patienceEndsARunThatNoLongerImproves() throws IOException {
        TrainingRequest request = request(folder, new TrainingData(TRAIN, VALIDATION, List.of()),
                hyperparameters().withEpochs(40).withLearningRate(0.05).withSchedule(Schedule.CONSTANT, 0).withPatience(3));
        TrainingReport report = FineTuning.run(request, step -> {});
        assertThat(report.steps()).isLessThan(120).isEqualTo(report.curve().size());
        List<TrainingProgress> measured = report.curve().stream().filter(step -> step.validationLoss().isPresent()).toList();
        assertThat(measured.stream().filter(step -> step.step() > report.bestStep())).hasSize(3);
        assertThat(report.notes()).singleElement().asString().contains("stopped after step " + report.steps() + " of 120",
                "no better than that of step " + report.bestStep());
        assertThat(loss(request.outputFolder(), VALIDATION)).isCloseTo(report.bestValidationLoss().orElseThrow(), within(1e-6));
    }

    @Test
    void validationExamplesThatAreTrainedOnAreRefused() {
        TrainingData data = new TrainingData(TRAIN, List.of(VALIDATION.get(0), TRAIN.get(3)), List.of());
        assertThatThrownBy(() -> FineTuning.run(request(folder, data, hyperparameters()), step -> {}))
                .isInstanceOf(TrainingRefusedException.class)
                .hasMessageContaining("1 of 2 validation examples are in the training set").hasMessageContaining("\"No.\"");
    }

    @Test
    void aFewThatAreTrainedOnAreLeftOutOfTheValidation() throws IOException {
        List<TrainingExample> validation = new ArrayList<>(VALIDATION);
        for (int i = 0; i < 8; i++) {
            validation.add(example("Question " + i, "Answer " + i));
        }
        Hyperparameters once = hyperparameters().withEpochs(1);
        TrainingReport clean = FineTuning.run(request(folder.resolve("clean"), new TrainingData(TRAIN, validation, List.of()), once),
                step -> {});
        validation.add(TRAIN.get(3));
        TrainingReport report = FineTuning.run(request(folder.resolve("both"), new TrainingData(TRAIN, validation, List.of()), once),
                step -> {});
        assertThat(report.notes())
                .containsExactly("1 validation examples are in the training set, too, and were left out of the validation");
        assertThat(report.bestValidationLoss()).isEqualTo(clean.bestValidationLoss());
    }

    private static double loss(Path model, List<TrainingExample> examples) throws IOException {
        ModelConfig config = ModelConfig.read(model);
        try (Tokenizer tokenizer = Tokenizer.read(model);
                Trainer trainer = Trainer.start(config, Weights.read(model, config), AdamW.withDecay(0), Device.CPU)) {
            TurnTemplate template = new TurnTemplate(tokenizer, config.contextLength());
            Rows rows = new Encoding(template, config.endOfText(), Objective.sft(), TooLong.REFUSE).rows("test", examples);
            return trainer.evaluate(rows.groups(8).stream().map(rows::batch).toList());
        }
    }
}
