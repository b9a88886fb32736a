package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;

import dev.retort.curation.Learnable;
import dev.retort.local.Settings;
import dev.retort.settings.ModelSettings;
import dev.retort.settings.SafetySettings;
import io.quarkus.runtime.Startup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobPlanTest {
    private static JobPlan plan(Map<String, String> training) {
        return new JobPlan(Path.of("target"), Settings.of(ModelSettings.class, Map.of()), Settings.of(TrainingSettings.class, training),
                Settings.of(GateSettings.class, Map.of()), Settings.of(SafetySettings.class, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"sft,REPLIES", "dpo,PAIRS", "kto,JUDGEMENTS", "auto,JUDGEMENTS"})
    void aRunIsDueForWhatItsMethodCanLearn(String method, Learnable learnable) {
        assertThat(plan(Map.of("retort.training.method", method)).learnable()).isEqualTo(learnable);
    }

    @Test
    void aHyperparameterThatIsNoValueIsToldWhenTheProgramStarts() {
        assertThat(JobPlan.class).hasAnnotation(Startup.class);
        assertThatThrownBy(() -> plan(Map.of("retort.training.rows", "many")))
                .hasMessage("retort.training.rows is 'many', expected a whole number");
    }
}
