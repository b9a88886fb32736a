package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.retort.curation.CuratedExample;
import dev.retort.curation.FrozenDataset;
import dev.retort.evaluation.GateRules;
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
    @TempDir
    Path folder;

    private static CuratedExample example(String id, Optional<String> rejected, String source) {
        return new CuratedExample(id, List.of(ChatTurn.user("Price?")), "It is free.", rejected, "train", source, true);
    }

    @Test
    void theFlaggedReplyTravelsWithItsCorrection() throws IOException {
        JobFolder job = new JobFolder(folder);
        Hyperparameters hyperparameters = Hyperparameters.defaultsFor(new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299),
                Objective.of(Method.AUTO), Optional.of(Lora.ofRank(4)));
        job.write(new Job("run", 1, "champion", "checkpoint", "cpu", 1, hyperparameters, false, GateRules.defaults(), 1),
                new FrozenDataset("d", "digest", List.of(example("a", Optional.of("A lot."), "correction"),
                        example("b", Optional.empty(), "praise"), example("c", Optional.of("It is free."), "correction"))));
        List<Turn> prompt = List.of(Turn.user("Price?"));
        TrainingExample reply = new TrainingExample(prompt, "It is free.");
        assertThat(job.data().train()).containsExactly(TrainingExample.pair(prompt, "It is free.", "A lot."), reply, reply);
        assertThat(job.job().hyperparameters()).isEqualTo(hyperparameters);
    }
}
