package dev.retort.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.retort.model.Gpt2;
import dev.retort.model.Reference;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    @Test
    void whatIsMeasuredFitsTogether() {
        try (Gpt2 model = Reference.load()) {
            Throughput.Decoding decoding = Throughput.decode(model, 3, 5, 20, Sampling.greedy());
            assertThat(decoding.sequences()).isEqualTo(3);
            assertThat(decoding.step()).isGreaterThan(Duration.ZERO);
            assertThat(decoding.tokensPerSecond() * decoding.step().toNanos()).isBetween(2.99e9, 3.01e9);
            assertThat(Throughput.prefill(model, 40, 3)).isPositive();
        }
    }
}
