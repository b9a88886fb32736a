package dev.retort.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.evaluation.Outcome;
import dev.retort.evaluation.Rejected;
import dev.retort.evaluation.RuleResult;
import dev.retort.model.ModelConfig;
import dev.retort.model.Turn;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.TrainingData;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFolderTest {
    private static final ModelConfig CONFIG = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);
    private static final List<Turn> PROMPT = List.of(Turn.user("Price?"));

    @TempDir
    Path folder;

    private static GateExample gate(String id) {
        return new GateExample(id, PROMPT, "It is free.", Optional.of("A lot."), "correction");
    }

    @Test
    void whatTheLoopWritesTheTrainerReads() throws IOException {
        TrainingExample flagged = TrainingExample.flagged(PROMPT, "A lot.");
        TrainingExample pair = TrainingExample.pair(PROMPT, "It is free.", "A lot.");
        TrainingExample reply = new TrainingExample(PROMPT, "So it is.");
        JobExamples examples = new JobExamples(new TrainingData(List.of(flagged, pair), List.of(reply), List.of(reply)), List.of(gate("g")),
                List.of(new FlaggedReply("f", PROMPT, "A lot.")), List.of(gate("d")), List.of(gate("l")));
        Hyperparameters hyperparameters = Hyperparameters.defaultsFor(CONFIG, Objective.of(Method.AUTO), Optional.of(Lora.ofRank(4)));
        Job job = new Job("run", 1, "champion", "start", "checkpoint", "cpu", 1, hyperparameters, Mitigation.none(), true,
                Optional.of("none"), Optional.of("vectors"), GateRules.defaults(), 1);
        JobFolder written = new JobFolder(folder);

        written.write(job, examples);

        JobFolder read = new JobFolder(folder);
        assertThat(read.job()).isEqualTo(job);
        assertThat(read.data()).isEqualTo(examples.training());
        GateSet set = read.gateSet();
        assertThat(set.corrections()).isEqualTo(examples.gate());
        assertThat(set.flags()).isEqualTo(examples.flags());
        assertThat(set.domain()).isEqualTo(examples.domain());
        assertThat(set.trained().corrections()).isEqualTo(examples.learned());
        assertThat(set.known()).as("by which a memory is measured").singleElement()
                .satisfies(known -> assertThat(List.of(known.prompt(), known.chosen())).isEqualTo(List.of(PROMPT, "So it is.")));
        assertThat(set.trained().replies()).as("what must not be said by heart: no flagged reply").containsExactly("It is free.",
                "So it is.");
    }

    /** Many uses of a corrected reply, else a memory could not see that it is wrong at all of them; the first question of a conversation. */
    @Test
    void aMemoryIsMeasuredByManyUsesOfACorrectedReplyAndSomeOfAllOthers() throws IOException {
        List<TrainingExample> replay = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            replay.add(new TrainingExample(List.of(Turn.user("How much is thing " + i + "?")), i % 100 == 0 ? "A lot!" : "It is " + i));
            replay.add(new TrainingExample(List.of(Turn.user("Hello " + i), Turn.assistant("Hi"), Turn.user("Bye " + i)), "Bye."));
        }
        JobFolder job = new JobFolder(folder);
        job.write(
                new Job("run", 1, "champion", "start", "checkpoint", "cpu", 1, Hyperparameters.defaultsFor(CONFIG), Mitigation.none(), true,
                        Optional.empty(), Optional.empty(), GateRules.defaults(), 1),
                new JobExamples(new TrainingData(List.of(), List.of(), replay), List.of(), List.of(), List.of(), List.of(gate("l"))));

        List<GateExample> known = job.gateSet().known();

        assertThat(known).hasSize(500).allMatch(question -> question.prompt().size() == 1);
        assertThat(known.stream().filter(question -> question.chosen().equals("A lot!"))).as("of 30").hasSize(20);
    }

    @Test
    void aVerdictCrossesAsItself() throws IOException {
        RuleResult rule = new RuleResult("domainPerplexity", OptionalDouble.of(1), OptionalDouble.of(2), OptionalDouble.of(2),
                Optional.empty(), 1.05, 7, Outcome.FAILED, "it forgot");
        Rejected verdict = new Rejected("it forgot", List.of(rule));
        JobResult result = new JobResult(verdict, JobJson.MAPPER.createObjectNode().put("steps", 3), Optional.empty());
        JobFolder job = new JobFolder(folder);

        job.write(result);

        assertThat(job.result()).isEqualTo(result);
        assertThat(JobJson.MAPPER.readTree(job.resultFile().toFile()).at("/verdict/verdict").asText()).isEqualTo("rejected");
    }

    @Test
    void aResultWithoutAVerdictIsNone() throws IOException {
        JobFolder job = new JobFolder(folder);
        Files.writeString(job.resultFile(), "{\"report\":{}}");
        assertThatThrownBy(job::result).isInstanceOf(IOException.class).hasMessageContaining("a result has a verdict");
    }
}
