package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LanePlanTest {
    private static final ModelConfig SMALL = new ModelConfig(50, 24, 16, 2, 4, 64, 1e-5, 0);
    private static final ModelConfig LARGE = new ModelConfig(50_257, 1024, 768, 12, 12, 3072, 1e-5, 0);
    private static final TrainerSetup PLAIN = TrainerSetup.of(AdamW.withDecay(0.1), Device.CPU);

    @BeforeAll
    static void start() {
        Torch.start(2);
    }

    @Test
    void aSmallModelsStepHasALaneForEachThread() {
        assertThat(LanePlan.lanes(SMALL, PLAIN)).isEqualTo(2);
    }

    @Test
    void aLargeModelsGradientsAreHeldOnce() {
        assertThat(LanePlan.lanes(LARGE, PLAIN)).isEqualTo(1);
    }

    @Test
    void dropoutIsDrawnByOneThread() {
        assertThat(LanePlan.lanes(SMALL, TrainerSetup.of(new AdamW(0.9, 0.999, 1e-8, 0.1, 1, 0.2), Device.CPU))).isEqualTo(1);
    }

    @Test
    void anotherDeviceTakesAStepInOneCall() {
        assertThat(LanePlan.lanes(SMALL, TrainerSetup.of(AdamW.withDecay(0.1), Device.parse("cuda:0")))).isEqualTo(1);
    }

    @Test
    void lanesHaveNearlyAsManyTokensEach() {
        List<List<Integer>> lanes = LanePlan.of(List.of(20, 31, 40, 25, 60, 33, 28, 23), tokens -> tokens, 2);
        assertThat(lanes).extracting(lane -> lane.stream().mapToInt(Integer::intValue).sum()).containsExactly(136, 124);
        assertThat(lanes).flatExtracting(lane -> lane).containsExactlyInAnyOrder(20, 31, 40, 25, 60, 33, 28, 23);
    }

    @Test
    void lanesHaveNearlyAsMuchWorkEach() {
        assertThat(LanePlan.of(List.of(60, 61, 62), tokens -> tokens, tokens -> tokens == 60 ? 140 : tokens, 2))
                .containsExactly(List.of(60), List.of(62, 61));
    }

    @Test
    void aLaneIsNotOpenedForAFewTokens() {
        List<Integer> rows = IntStream.range(0, 8).mapToObj(i -> 12).toList();
        assertThat(LanePlan.of(rows, tokens -> tokens, 16)).as("96 tokens").hasSize(3);
        assertThat(LanePlan.of(List.of(10), tokens -> tokens, 2)).containsExactly(List.of(10));
        assertThat(LanePlan.of(List.of(10, 12), tokens -> tokens, 2)).hasSize(1);
    }
}
