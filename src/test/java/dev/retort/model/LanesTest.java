package dev.retort.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LanesTest {
    @BeforeAll
    static void start() {
        Torch.start(2);
    }

    @Test
    void allRunAtTheSameTime() {
        var met = new CountDownLatch(2);
        try (Lanes lanes = new Lanes(2)) {
            lanes.run(List.of(() -> meet(met), () -> meet(met))); // one alone would wait for ever
        }
        assertThat(met.getCount()).isZero();
    }

    @Test
    void aFailureIsToldWhenTheOthersHaveEnded() {
        var ended = new AtomicInteger();
        var failed = new CountDownLatch(1);
        try (Lanes lanes = new Lanes(2)) {
            assertThatThrownBy(() -> lanes.run(List.of(() -> {
                failed.countDown();
                throw new IllegalStateException("no memory");
            }, () -> {
                await(failed);
                ended.incrementAndGet();
            }))).isInstanceOf(IllegalStateException.class).hasMessage("no memory");
            assertThat(ended).hasValue(1);
            lanes.run(List.of(ended::incrementAndGet, ended::incrementAndGet));
        }
        assertThat(ended).as("it goes on after a failure").hasValue(3);
    }

    @Test
    void anInterruptLetsThemEnd() {
        var ended = new AtomicInteger();
        try (Lanes lanes = new Lanes(2)) {
            Thread.currentThread().interrupt();
            lanes.run(List.of(ended::incrementAndGet, ended::incrementAndGet));
            assertThat(ended).hasValue(2);
            assertThat(Thread.interrupted()).as("told to the caller").isTrue();
        }
    }

    private static void meet(CountDownLatch met) {
        met.countDown();
        await(met);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
