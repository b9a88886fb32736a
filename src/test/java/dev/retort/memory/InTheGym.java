package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import dev.retort.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A memory with the real encoder in a gym that was taught twenty topics. */
abstract class InTheGym {
    final Domain gym = Domain.read("gym.txt");
    Memory memory;

    @BeforeEach
    void open() throws InterruptedException {
        memory = Memory.open(Optional.of(new TestEncoder()), MemorySettings.DEFAULT, thresholds -> {});
        gym.teach(memory);
        settle();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    void settle() throws InterruptedException {
        assertThat(memory.settle(Patience.LONG)).isTrue();
    }
}
