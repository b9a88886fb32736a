package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;

import org.junit.jupiter.api.Test;

class KernelTrialsTest {
    @Test
    void withoutAnyDriftOnlyFloat32IsLeft() throws IOException {
        Torch.start(2);
        KernelTrials.Chosen chosen = KernelTrials.fastest(Reference.MODEL, Device.CPU, 0);
        try (Gpt2 model = chosen.model()) {
            assertThat(chosen.kernel()).isEqualTo(Kernel.FP32);
            assertThat(chosen.trials()).extracting(KernelTrial::kernel).containsExactlyInAnyOrder(Kernel.values());
            assertThat(model.openSequences()).isZero();
        }
    }

    @Test
    void whatIsChosenIsWithinTheBoundAndNoUsableOneIsFaster() throws IOException {
        Torch.start(2);
        KernelTrials.Chosen chosen = KernelTrials.fastest(Reference.MODEL, Device.CPU, 1e-5);
        try (Gpt2 model = chosen.model()) {
            assertThat(new Drift(model).of(model)).isZero();
            assertThat(chosen.trials().get(0).drift()).isLessThanOrEqualTo(1e-5);
            assertThat(chosen.trials()).filteredOn(KernelTrial::usable)
                    .allSatisfy(trial -> assertThat(trial.speed()).hasValueSatisfying(
                            speed -> assertThat(speed).isLessThanOrEqualTo(chosen.trials().get(0).speed().orElseThrow())));
            assertThat(chosen.trials()).filteredOn(trial -> trial.kernel() == Kernel.INT8).singleElement()
                    .satisfies(trial -> assertThat(trial.toString()).contains("int8").contains("(over 1.0e-05)"));
        }
    }

    @Test
    void driftIsTheMeanDivergence() {
        // p = (1/2, 1/2), q = (1/4, 3/4): KL = ½ log 2 + ½ log ⅔
        double expected = 0.5 * Math.log(2) + 0.5 * Math.log(2.0 / 3);
        assertThat(Drift.divergence(new float[]{7, 7}, new float[]{3, 3 + (float) Math.log(3)})).isCloseTo(expected, within(1e-6));
    }

    @Test
    void kernelsAreNamedAsTheyAreWritten() {
        assertThat(Kernel.parse(" BF16 ")).isEqualTo(Kernel.BF16);
        assertThatThrownBy(() -> Kernel.parse("fp8")).hasMessage("kernel is \"fp8\", expected fp32, fp16, bf16, int8");
        assertThat(Kernel.INT8.runsOn(Device.parse("cuda"))).isFalse();
    }
}
