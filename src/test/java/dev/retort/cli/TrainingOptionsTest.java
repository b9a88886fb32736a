package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;

import dev.retort.model.ModelConfig;
import dev.retort.training.Compute;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Method;
import dev.retort.training.TooLong;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainingOptionsTest {
    private static final ModelConfig CONFIG = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);

    private static Hyperparameters of(String... options) throws BadInputException {
        TrainingOptions parsed = new TrainingOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(new Holder(parsed))).setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(options);
        return parsed.hyperparameters(CONFIG);
    }

    @CommandLine.Command
    private static final class Holder {
        @CommandLine.Mixin
        final TrainingOptions options;

        Holder(TrainingOptions options) {
            this.options = options;
        }
    }

    @Test
    void withoutOptionsTheModelsSizeDecides() throws BadInputException {
        assertThat(of()).isEqualTo(Hyperparameters.defaultsFor(CONFIG));
    }

    @Test
    void methodAdapterAndComputeAreOptions() throws BadInputException {
        Hyperparameters chosen = of("--method", "auto", "--beta", "0.2", "--lora-rank", "4", "--lora-alpha", "4", "--lora-targets",
                "c_attn,mlp.c_proj", "--patience", "3", "--precision", "auto", "--recompute", "--too-long", "refuse", "--epochs", "2");
        assertThat(chosen.objective().method()).isEqualTo(Method.AUTO);
        assertThat(chosen.objective().beta()).isEqualTo(0.2);
        assertThat(chosen.lora()).contains(new Lora(4, 4, List.of("c_attn", "mlp.c_proj")));
        assertThat(chosen.patience()).isEqualTo(3);
        assertThat(chosen.compute()).isEqualTo(new Compute(Compute.Matrices.AUTO, true));
        assertThat(chosen.tooLong()).isEqualTo(TooLong.REFUSE);
        assertThat(chosen.epochs()).isEqualTo(2);
    }

    @Test
    void anAdapterLearnsFasterAndPreferencesMoreSlowly() throws BadInputException {
        double rate = of().learningRate();
        assertThat(of("--lora-rank", "4").learningRate()).isEqualTo(10 * rate);
        assertThat(of("--method", "dpo").learningRate()).isEqualTo(rate / 10);
        assertThat(of("--lora-rank", "4", "--learning-rate", "0.01").learningRate()).isEqualTo(0.01);
        assertThat(of("--lora-rank", "4").lora()).isEqualTo(Optional.of(Lora.ofRank(4)));
    }

    @Test
    void whatIsOutOfRangeIsBadInput() {
        assertThatThrownBy(() -> of("--lora-rank", "0")).isInstanceOf(BadInputException.class).hasMessageContaining("lora rank is 0");
        assertThatThrownBy(() -> of("--beta", "-1")).isInstanceOf(BadInputException.class).hasMessageContaining("beta is -1.0");
        assertThatThrownBy(() -> of("--lora-rank", "2", "--lora-targets", "q_proj")).isInstanceOf(BadInputException.class)
                .hasMessageContaining("q_proj");
    }
}
