package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void cosineWithWarmUpIsHuggingFaces() throws IOException {
        JsonNode reference = new ObjectMapper().readTree(Path.of("src/test/resources/tiny-gpt2/sft.json").toFile());
        for (JsonNode step : reference.get("steps")) {
            assertThat(1e-3 * Schedule.COSINE.factor(step.get("step").asInt(), 3, 12))
                    .isCloseTo(step.get("learning_rate").asDouble(), within(1e-15));
        }
    }

    @Test
    void linearFallsStraightToZero() {
        assertThat(Schedule.LINEAR.factor(2, 2, 10)).isEqualTo(1);
        assertThat(Schedule.LINEAR.factor(6, 2, 10)).isEqualTo(0.5);
        assertThat(Schedule.LINEAR.factor(9, 2, 10)).isEqualTo(0.125);
    }

    @Test
    void constantStaysAtThePeakAfterWarmUp() {
        assertThat(Schedule.CONSTANT.factor(1, 4, 10)).isEqualTo(0.25);
        assertThat(Schedule.CONSTANT.factor(9, 4, 10)).isEqualTo(1);
    }

    @Test
    void aRunOfOneStepHasItsPeakRate() {
        assertThat(Schedule.COSINE.factor(0, 0, 1)).isEqualTo(1);
    }
}
