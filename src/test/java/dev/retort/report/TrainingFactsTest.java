package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import dev.retort.model.ModelConfig;
import dev.retort.training.Compute;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.Schedule;
import org.junit.jupiter.api.Test;

class TrainingFactsTest {
    private static final ModelConfig SMALL = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);
    private static final ModelConfig LARGE = new ModelConfig(50257, 1024, 768, 12, 12, 3072, 1e-5, 50256);

    private static List<String> lines(Hyperparameters told) {
        return TrainingFacts.method(told, "cuda:0", 2).facts().stream().map(fact -> fact.name() + ": " + fact.value()).toList();
    }

    @Test
    void everythingThatWasToldIsALine() {
        Hyperparameters told = Hyperparameters
                .defaultsFor(LARGE, Objective.of(Method.AUTO).withBeta(0.2).withLabelSmoothing(0.05), Optional.of(Lora.ofRank(4)))
                .withBatch(4, 2).withSchedule(Schedule.LINEAR, 0.25).withRegularisation(0.1, 0.2).withMaxGradNorm(0.5).withSeed(9)
                .withPatience(3).withCompute(new Compute(Compute.Matrices.AUTO, true)).withWordDropout(0.3);
        assertThat(lines(told)).containsExactly(
                "method: auto, beta 0.2",
                "weights: adapter of rank 4, alpha 8, in c_attn, c_fc, c_proj",
                "learning rate: 5e-4, linear, 25 % warmup",
                "epochs: 4",
                "batch: 4 examples, 2 of them to an update",
                "replayed: 4 for each new example, learned again",
                "weight decay: 0.1",
                "gradients: clipped to norm 0.5",
                "dropout: 0.2",
                "words left out: 30 % of a question's, in every other epoch",
                "label smoothing: 0.05",
                "patience: 3 validation losses without a new best",
                "computed: auto on cuda:0, threads: 2, layers recomputed",
                "seed: 9");
    }

    @Test
    void whatChangesNothingIsNotToldOf() {
        assertThat(lines(Hyperparameters.defaultsFor(SMALL, Objective.sft(), Optional.empty(), 60))).containsExactly(
                "method: sft",
                "weights: all",
                "learning rate: 4e-4, cosine, 10 % warmup",
                "epochs: 7",
                "batch: 8 examples",
                "replayed: 8 for each new example, kept as they were",
                "weight decay: 0.01",
                "gradients: clipped to norm 1",
                "words left out: 15 % of a question's, in every other epoch",
                "interpolation: 93 % of the way from the start weights",
                "computed: fp32 on cuda:0, threads: 2",
                "seed: 1");
    }
}
