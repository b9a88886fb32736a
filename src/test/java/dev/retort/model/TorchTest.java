package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

class TorchTest {
    @Test
    void whatIsComputedApartIsComputedOnAThreadThatHasEnded() throws IOException {
        AtomicReference<Thread> computed = new AtomicReference<>();
        assertThat(Torch.<Integer>apart(() -> {
            computed.set(Thread.currentThread());
            return 7;
        })).isEqualTo(7);
        assertThat(computed.get()).isNotSameAs(Thread.currentThread());
        assertThat(computed.get().isAlive()).isFalse();
    }

    @Test
    void itThrowsWhatTheComputationThrows() {
        assertThatThrownBy(() -> Torch.apart(() -> {
            throw new ModelFolderException("config.json", "is missing");
        })).isInstanceOf(ModelFolderException.class).hasMessageContaining("config.json");
        assertThatThrownBy(() -> Torch.apart(() -> {
            throw new IllegalArgumentException("no");
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("no");
    }

    @Test
    void anInterruptDoesNotEndItAndIsNotLost() throws IOException {
        Thread.currentThread().interrupt();
        assertThat(Torch.<String>apart(() -> {
            Thread.sleep(20);
            return "whole";
        })).isEqualTo("whole");
        assertThat(Thread.interrupted()).isTrue();
    }
}
