package dev.retort.trainer;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.evaluation.Accepted;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.RuleResult;
import dev.retort.evaluation.SideBySide;
import dev.retort.events.CurvePoint;
import dev.retort.loop.Corrections;
import dev.retort.model.ModelConfig;
import dev.retort.model.Reference;
import dev.retort.training.Hyperparameters;
import dev.retort.training.TrainingData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer in a process of its own, as the loop starts it. */
class TrainerProcessTest {
    private static final TrainerCommand COMMAND = new TrainerCommand(Optional.empty(), "256m", 1);
    private static final JobExamples NOTHING = new JobExamples(new TrainingData(List.of(), List.of(), List.of()), List.of(), List.of(),
            List.of(), List.of());

    @TempDir
    Path work;

    @Test
    void aKilledTrainerIsContinuedByTheNextAndItsCandidateIsAccepted() throws Exception {
        JobFolder first = job(1, 40, Corrections.job(36));
        TrainerProcess killed = start(first, () -> {});
        await()
                .until(() -> !killed.isAlive() || killed.latest().flatMap(TrainerLine::step).filter(step -> step >= 8).isPresent());
        killed.close();
        assertThat(first.hasResult()).isFalse();
        assertThat(killed.ending()).isEqualTo("killed by signal 9");

        JobFolder second = job(2, 40, Corrections.job(36));
        CountDownLatch ended = new CountDownLatch(1);
        try (TrainerProcess trainer = start(second, ended::countDown)) {
            assertThat(ended.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(trainer.ending()).as(trainer.logTail()).isEqualTo("exit code 0");
            assertThat(trainer.latest()).hasValueSatisfying(line -> assertThat(line.stage()).isEqualTo(TrainerLine.Stage.EVALUATING));
        }
        JobResult result = second.result();
        assertThat(result.verdict()).as(result.verdict().summary()).isInstanceOf(Accepted.class);
        assertThat(result.verdict().rules()).extracting(RuleResult::rule).contains("correctionPerplexity", "biasDifference:gender");
        assertThat(result.report().path("notes").toString()).contains("counterfactual augmentation: 0 of 24 examples name a group",
                "group balance: no example names a group");
        assertThat(result.evaluation().orElseThrow().at("/candidate/learned/corrections").asInt()).isEqualTo(24);
        assertThat(result.evaluation().orElseThrow().at("/candidate/samples").isEmpty()).isTrue();
        assertThat(result.report().path("steps").asInt()).isGreaterThan(8);
        assertThat(CurveFile.read(second.curveFile())).isNotEmpty().extracting(CurvePoint::step).isSubsetOf(steps(result.report()));
        assertThat(second.samples()).extracting(SideBySide::part).contains(SideBySide.Part.LEARNED, SideBySide.Part.GATE);
        assertThat(Files.readString(second.resultFile())).as("people's words")
                .doesNotContain(second.samples().get(0).prompt().get(0).content());
        assertThat(second.candidate()).isDirectoryContaining("glob:**/model.safetensors");
    }

    @Test
    void aTrainerEndsWhenWhoeverStartedItIsGone() throws Exception {
        JobFolder folder = job(1, 10_000, Corrections.job(36));
        Process process = new ProcessBuilder(COMMAND.words(folder.folder())).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).startsWith("{");
            process.getOutputStream().close();
            assertThat(process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(folder.hasResult()).isFalse();
    }

    @Test
    void aJobWithoutAnythingToLearnIsRefusedInWords() throws Exception {
        JobFolder folder = job(1, 1, NOTHING);
        CountDownLatch ended = new CountDownLatch(1);
        try (TrainerProcess trainer = start(folder, ended::countDown)) {
            assertThat(ended.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(trainer.refused()).as(trainer.logTail()).isTrue();
            assertThat(trainer.logTail()).contains("nothing to learn");
        }
    }

    @Test
    void anObjectThatALibraryPrintsGoesToTheLog() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        List<String> command = List.of("sh", "-c",
                "echo '{\"level\":\"warn\"}'; echo '{\"stage\":\"training\",\"message\":\"it begins\"}'");
        try (TrainerProcess trainer = TrainerProcess.start(command, work, ended::countDown)) {
            assertThat(ended.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(trainer.latest()).contains(TrainerLine.message(TrainerLine.Stage.TRAINING, "it begins"));
            assertThat(trainer.logTail()).isEqualTo("{\"level\":\"warn\"}");
        }
    }

    private TrainerProcess start(JobFolder folder, Runnable onEnd) throws IOException {
        return TrainerProcess.start(COMMAND.words(folder.folder()), folder.folder(), onEnd);
    }

    private JobFolder job(int attempt, int epochs, JobExamples examples) throws IOException {
        JobFolder folder = new JobFolder(work.resolve("attempt-" + attempt));
        Hyperparameters hyperparameters = Hyperparameters.defaultsFor(ModelConfig.read(Reference.MODEL)).withRegularisation(0.01, 0)
                .withEpochs(epochs)
                .withLearningRate(5e-3);
        folder.write(new Job("run", attempt, Reference.MODEL.toString(), Reference.MODEL.toString(), work.resolve("checkpoint").toString(),
                "cpu", 1, hyperparameters,
                new Mitigation(true, true), false, Optional.of("none"), Optional.empty(), GateRules.defaults().withBiasReplies(0), 1),
                examples);
        return folder;
    }

    private static List<Integer> steps(JsonNode report) {
        return StreamSupport.stream(report.path("curve").spliterator(), false).map(point -> point.path("step").asInt()).toList();
    }

}
