package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.retort.local.Home;
import dev.retort.loop.TrainingSettings;
import dev.retort.model.ModelConfig;
import dev.retort.training.Compute;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.Objective;
import dev.retort.training.Schedule;
import dev.retort.training.TooLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainingOptionsTest {
    private static final ModelConfig CONFIG = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);

    @TempDir
    Path folder;

    private Hyperparameters of(String... options) throws BadInputException {
        return TrainingOptions.hyperparameters(settings(options), CONFIG);
    }

    private TrainingSettings settings(String... options) throws BadInputException {
        TrainingOptions parsed = new TrainingOptions();
        new CommandLine(parsed.mixin()).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(options);
        return parsed.settings(new Home(folder));
    }

    @Test
    void withoutOptionsTheModelsSizeDecides() throws BadInputException {
        assertThat(of()).isEqualTo(Hyperparameters.defaultsFor(CONFIG));
    }

    @Test
    void methodAdapterAndComputeAreOptions() throws BadInputException {
        Hyperparameters chosen = of("--method", "auto", "--beta", "0.2", "--lora-rank", "4", "--lora-alpha", "4", "--lora-targets",
                "c_attn,mlp.c_proj", "--patience", "3", "--precision", "auto", "--recompute", "--too-long", "refuse", "--epochs", "2",
                "--word-dropout", "0.2");
        assertThat(chosen.objective().method()).isEqualTo(Method.AUTO);
        assertThat(chosen.objective().beta()).isEqualTo(0.2);
        assertThat(chosen.lora()).contains(new Lora(4, 4, List.of("c_attn", "mlp.c_proj")));
        assertThat(chosen.stopping().patience()).isEqualTo(3);
        assertThat(chosen.compute()).isEqualTo(new Compute(Compute.Matrices.AUTO, true));
        assertThat(chosen.data().tooLong()).isEqualTo(TooLong.REFUSE);
        assertThat(chosen.pacing().epochs()).isEqualTo(2);
        assertThat(chosen.data().wordDropout()).isEqualTo(0.2);
    }

    @Test
    void theLoopsRunsOfASmallModelLearnMoreCorrectionsLessOften() throws BadInputException {
        assertThat(settings("--interpolation", "0.5").hyperparameters(CONFIG).stopping().interpolation()).isEqualTo(0.5);
        TrainingSettings settings = settings();
        Hyperparameters own = settings.hyperparameters(CONFIG);
        assertThat(settings.hyperparameters(CONFIG, 49)).isEqualTo(own.withEpochs(9));
        assertThat(settings.hyperparameters(CONFIG, 50)).isEqualTo(own.withEpochs(7).withReplayRatio(8).withInterpolation(0.93));
        assertThat(settings("--epochs", "3").hyperparameters(CONFIG, 50).pacing().epochs()).as("what is told counts").isEqualTo(3);
        assertThat(settings("--lora-rank", "4").hyperparameters(CONFIG, 50)).isEqualTo(of("--lora-rank", "4"));
        ModelConfig large = new ModelConfig(50257, 1024, 768, 12, 12, 3072, 1e-5, 50256);
        assertThat(settings.hyperparameters(large, 50)).isEqualTo(settings.hyperparameters(large));
    }

    @Test
    void anAdapterLearnsFasterAndPreferencesMoreSlowly() throws BadInputException {
        double rate = of().optimizer().learningRate();
        assertThat(of("--lora-rank", "4").optimizer().learningRate()).isEqualTo(10 * rate);
        assertThat(of("--method", "dpo").optimizer().learningRate()).isEqualTo(rate / 10);
        assertThat(of("--lora-rank", "4", "--learning-rate", "0.01").optimizer().learningRate()).isEqualTo(0.01);
        assertThat(of("--lora-rank", "4").lora()).isEqualTo(Optional.of(Lora.ofRank(4)));
    }

    @Test
    void scheduleAndRegularisationAreOptions() throws BadInputException {
        Hyperparameters chosen = of("--schedule", "linear", "--warmup-ratio", "0.25", "--weight-decay", "0.1", "--max-grad-norm", "0.5",
                "--dropout", "0.2", "--label-smoothing", "0.05", "--accumulation", "2");
        assertThat(chosen).isEqualTo(Hyperparameters.defaultsFor(CONFIG, Objective.sft().withLabelSmoothing(0.05), Optional.empty())
                .withSchedule(Schedule.LINEAR, 0.25).withRegularisation(0.1, 0.2).withMaxGradNorm(0.5).withBatch(8, 2));
        assertThat(of("--schedule", "CONSTANT").pacing().schedule()).isEqualTo(Schedule.CONSTANT);
    }

    @Test
    void theHomesConfigurationIsTheDefaultAndAnOptionCountsMore() throws Exception {
        configure("retort.training.learning-rate=0.003", "retort.training.epochs=7", "retort.training.schedule=linear",
                "retort.training.warmup-ratio=0.2", "retort.training.weight-decay=0.3", "retort.training.max-grad-norm=2",
                "retort.training.dropout=0.4", "retort.training.label-smoothing=0.1", "retort.training.recompute=true",
                "retort.training.lora-targets=c_attn", "retort.training.seed=9", "quarkus.log.level=DEBUG");
        Hyperparameters configured = of();
        assertThat(configured).isEqualTo(Hyperparameters.defaultsFor(CONFIG, Objective.sft().withLabelSmoothing(0.1), Optional.empty())
                .withLearningRate(0.003).withEpochs(7).withSchedule(Schedule.LINEAR, 0.2).withRegularisation(0.3, 0.4).withMaxGradNorm(2)
                .withCompute(new Compute(Compute.Matrices.FP32, true)).withSeed(9));
        assertThat(of("--epochs", "3")).isEqualTo(configured.withEpochs(3));
        assertThat(of("--lora-rank", "2").lora()).contains(new Lora(2, 4, List.of("c_attn")));
    }

    @Test
    void aConfiguredLearningRateIsThatOfItsMethodAndOfItsAdapter() throws Exception {
        configure("retort.training.learning-rate=0.003", "retort.training.method=auto", "retort.training.lora-rank=4");
        assertThat(of().optimizer().learningRate()).isEqualTo(0.003);
        assertThat(of("--lora-rank", "8").optimizer().learningRate()).isEqualTo(0.003);
        assertThat(of("--lora-rank", "0")).isEqualTo(Hyperparameters.defaultsFor(CONFIG, Objective.of(Method.AUTO), Optional.empty()));
        assertThat(of("--method", "dpo").optimizer().learningRate()).isEqualTo(4e-4);
        assertThat(of("--method", "dpo", "--learning-rate", "0.002").optimizer().learningRate()).isEqualTo(0.002);
    }

    @Test
    void aConfigurationThatCannotBeReadIsBadInput() throws Exception {
        configure("retort.training.rows=many");
        assertThatThrownBy(() -> of()).isInstanceOf(BadInputException.class).hasMessageContaining("many")
                .hasMessageContaining("retort.training.rows");
        configure("retort.training.lerning-rate=0.1");
        assertThatThrownBy(() -> of()).isInstanceOf(BadInputException.class).hasMessageContaining("retort.training.lerning-rate");
        configure("retort.training.rows=\\u12");
        assertThatThrownBy(() -> of()).isInstanceOf(BadInputException.class)
                .hasMessageContaining(new Home(folder).configuration().toString());
    }

    private void configure(String... lines) throws IOException {
        Path file = new Home(folder).configuration();
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
    }

    @Test
    void whatIsOutOfRangeIsBadInput() {
        assertThatThrownBy(() -> of("--lora-rank", "-1")).isInstanceOf(BadInputException.class).hasMessageContaining("lora rank is -1");
        assertThatThrownBy(() -> of("--dropout", "1")).isInstanceOf(BadInputException.class).hasMessageContaining("dropout is 1.0");
        assertThatThrownBy(() -> of("--beta", "-1")).isInstanceOf(BadInputException.class).hasMessageContaining("beta is -1.0");
        assertThatThrownBy(() -> of("--lora-rank", "2", "--lora-targets", "q_proj")).isInstanceOf(BadInputException.class)
                .hasMessageContaining("q_proj");
    }
}
