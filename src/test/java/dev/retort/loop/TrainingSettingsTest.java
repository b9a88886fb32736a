package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import dev.retort.local.Settings;
import dev.retort.model.ModelConfig;
import dev.retort.training.Compute;
import dev.retort.training.Hyperparameters;
import dev.retort.training.Lora;
import dev.retort.training.Replay;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {
    private static final ModelConfig CONFIG = new ModelConfig(300, 64, 32, 2, 2, 128, 1e-5, 299);

    private static TrainingSettings of(Map<String, String> properties) {
        return Settings.of(TrainingSettings.class, properties);
    }

    @Test
    void everyKindOfValueIsRead() {
        Hyperparameters read = of(Map.of("retort.training.epochs", "3", "retort.training.learning-rate", "1e-3", "retort.training.replay",
                "learn", "retort.training.precision", "AUTO", "retort.training.recompute", "yes", "retort.training.seed", "9000000000",
                "retort.training.lora-rank", "2", "retort.training.lora-targets", "c_attn,mlp.c_proj")).hyperparameters(CONFIG);
        assertThat(read.pacing().epochs()).isEqualTo(3);
        assertThat(read.optimizer().learningRate()).isEqualTo(1e-3);
        assertThat(read.objective().replay()).isEqualTo(Replay.LEARN);
        assertThat(read.compute()).isEqualTo(new Compute(Compute.Matrices.AUTO, true));
        assertThat(read.data().seed()).isEqualTo(9_000_000_000L);
        assertThat(read.lora()).contains(new Lora(2, 4, List.of("c_attn", "mlp.c_proj")));
    }

    @Test
    void nothingIsAsIfItWereNotSet() {
        assertThat(of(Map.of("retort.training.epochs", "")).hyperparameters(CONFIG)).isEqualTo(Hyperparameters.defaultsFor(CONFIG));
    }

    @Test
    void anEnvironmentVariableIsFoundByItsKey() {
        TrainingSettings settings = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(TrainingSettings.class)
                .withSources(new EnvConfigSource(Map.of("RETORT_TRAINING_MAX_GRAD_NORM", "2", "RETORT_TRAINING_GROUP_BALANCE", "true",
                        "RETORT_TRAINING_THREADS", "3"), 300))
                .build().getConfigMapping(TrainingSettings.class);
        assertThat(settings.hyperparameters(CONFIG)).isEqualTo(Hyperparameters.defaultsFor(CONFIG).withMaxGradNorm(2));
        assertThat(settings.groupBalance()).isTrue();
        assertThat(settings.threads()).isEqualTo(OptionalInt.of(3));
        assertThat(settings.device()).isEqualTo(Optional.empty());
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new SmallRyeConfigBuilder().withMapping(TrainingSettings.class)
                .withSources(new PropertiesConfigSource(Map.of("retort.training.lerning-rate", "1"), "file", 100)).build())
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("retort.training.lerning-rate").hasMessageContaining("does not map to any root");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"epochs | many | a whole number", "seed | 1.5 | a whole number", "dropout | much | a number",
            "schedule | steep | one of constant, linear, cosine", "too-long | cut | one of drop, refuse"})
    void aTextThatIsNoValueIsNamedWithItsKey(String key, String text, String expected) {
        TrainingSettings settings = of(Map.of("retort.training." + key, text));
        assertThatThrownBy(() -> settings.hyperparameters(CONFIG)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retort.training.%s is '%s', expected %s", key, text, expected)
                .hasNoCause(); // the innermost message is what a failed start shows
    }
}
