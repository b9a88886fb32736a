package dev.retort.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class LentEncoderTest {
    private final AtomicInteger opened = new AtomicInteger();

    private Encoder open() throws IOException {
        return LentEncoder.of("of the test", () -> {
            opened.incrementAndGet();
            return Optional.of(OnnxEncoder.bundled());
        }).orElseThrow();
    }

    @Test
    void thoseWhoOpenItHaveOneUntilTheLastHasClosedIt() throws IOException {
        Encoder first = open();
        Encoder second = open();
        assertThat(opened).hasValue(1);
        float[] vector = first.encode("Where can I park my car?");

        first.close();
        first.close();
        assertThat(second.encode("Where can I park my car?")).isEqualTo(vector);
        second.close();
        assertThatThrownBy(() -> second.encode("Where?")).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        try (Encoder anew = open()) {
            assertThat(opened).hasValue(2);
            assertThat(anew.encode("Where can I park my car?")).isEqualTo(vector);
        }
    }

    @Test
    void whatCannotBeOpenedIsTriedAgain() throws IOException {
        assertThat(LentEncoder.of("of nobody", Optional::empty)).isEmpty();
        try (Encoder found = LentEncoder.of("of nobody", () -> Optional.of(OnnxEncoder.bundled())).orElseThrow()) {
            assertThat(found.dimensions()).isEqualTo(384);
        }
    }
}
