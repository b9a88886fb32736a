package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.retort.curation.CuratedExample;
import dev.retort.curation.FrozenDataset;
import dev.retort.evaluation.FlaggedReply;
import dev.retort.evaluation.GateRules;
import dev.retort.evaluation.GateSet;
import dev.retort.events.ChatTurn;
import dev.retort.model.ModelConfig;
import dev.retort.model.Turn;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.TrainingExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFolderTest {
    private static final ModelConfig CONFIG = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);

    @TempDir
    Path folder;

    private static CuratedExample example(String id, Optional<String> rejected, String source) {
        return new CuratedExample(id, List.of(ChatTurn.user("Price?")), Optional.of("It is free."), rejected, "train", source, true);
    }

    private static CuratedExample flag(String id, String split) {
        return new CuratedExample(id, List.of(ChatTurn.user("Price?")), Optional.empty(), Optional.of("A lot."), split, "flag", true);
    }

    @Test
    void aFlaggedReplyThatNobodyBetteredIsTrainedOnOrMeasuredAndNeverLearnedAsAReply() throws IOException {
        JobFolder job = new JobFolder(folder);
        job.write(
                new Job("run", 1, "champion", "start", "checkpoint", "cpu", 1, Hyperparameters.defaultsFor(CONFIG), Mitigation.none(),
                        GateRules.defaults(), 1),
                new FrozenDataset("d", "digest", List.of(flag("a", "train"), flag("b", "gate"), example("c", Optional.empty(), "praise"))));
        List<Turn> prompt = List.of(Turn.user("Price?"));
        assertThat(job.data().train()).containsExactly(TrainingExample.flagged(prompt, "A lot."),
                new TrainingExample(prompt, "It is free."));
        GateSet gate = job.gateSet();
        assertThat(gate.flags()).containsExactly(new FlaggedReply("b", prompt, "A lot."));
        assertThat(gate.corrections()).isEmpty();
        assertThat(gate.trained().corrections()).isEmpty();
        assertThat(gate.trained().replies()).as("what must not be said by heart").containsExactly("It is free.");
    }

    @Test
    void aFewValidationExamplesAreLearnedAndMoreChooseTheWeights() throws IOException {
        JobFolder few = written("few", 19);
        assertThat(few.data().train()).hasSize(1 + 19);
        assertThat(few.data().validation()).isEmpty();
        assertThat(few.gateSet().trained().corrections()).as("what must have been learned").hasSize(1 + 19);

        JobFolder enough = written("enough", 20);
        assertThat(enough.data().train()).hasSize(1);
        assertThat(enough.data().validation()).hasSize(20);
        assertThat(enough.gateSet().trained().corrections()).hasSize(1);
    }

    private JobFolder written(String name, int validation) throws IOException {
        JobFolder job = new JobFolder(folder.resolve(name));
        List<CuratedExample> examples = new ArrayList<>(List.of(example("t", Optional.empty(), "correction")));
        IntStream.range(0, validation).forEach(i -> examples.add(new CuratedExample("v" + i, List.of(ChatTurn.user("Price " + i + "?")),
                Optional.of("It is free."), Optional.empty(), "validation", "correction", true)));
        job.write(
                new Job("run", 1, "champion", "start", "checkpoint", "cpu", 1, Hyperparameters.defaultsFor(CONFIG), Mitigation.none(),
                        GateRules.defaults(), 1),
                new FrozenDataset("d", "digest", examples));
        return job;
    }

    @Test
    void theFlaggedReplyTravelsWithItsCorrection() throws IOException {
        JobFolder job = new JobFolder(folder);
        Hyperparameters hyperparameters = Hyperparameters.defaultsFor(CONFIG,
                Objective.of(Method.AUTO), Optional.of(Lora.ofRank(4)));
        job.write(
                new Job("run", 1, "champion", "start", "checkpoint", "cpu", 1, hyperparameters, Mitigation.none(), GateRules.defaults(), 1),
                new FrozenDataset("d", "digest", List.of(example("a", Optional.of("A lot."), "correction"),
                        example("b", Optional.empty(), "praise"), example("c", Optional.of("It is free."), "correction"))));
        List<Turn> prompt = List.of(Turn.user("Price?"));
        TrainingExample reply = new TrainingExample(prompt, "It is free.");
        assertThat(job.data().train()).containsExactly(TrainingExample.pair(prompt, "It is free.", "A lot."), reply, reply);
        assertThat(job.job().hyperparameters()).isEqualTo(hyperparameters);
    }
}
