package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import dev.retort.curation.Learnable;
import dev.retort.local.Settings;
import dev.retort.serving.ModelSettings;
import dev.retort.serving.SafetySettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobPlanTest {
    @ParameterizedTest
    @CsvSource({"sft,REPLIES", "dpo,PAIRS", "kto,JUDGEMENTS", "auto,JUDGEMENTS"})
    void aRunIsDueForWhatItsMethodCanLearn(String method, Learnable learnable) {
        JobPlan plan = new JobPlan(Path.of("target"), Settings.of(ModelSettings.class, Map.of()),
                Settings.of(TrainingSettings.class, Map.of("retort.training.method", method)), Settings.of(GateSettings.class, Map.of()),
                Settings.of(SafetySettings.class, Map.of()));
        assertThat(plan.learnable()).isEqualTo(learnable);
    }
}
