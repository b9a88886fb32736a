package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.retort.Patience;
import org.junit.jupiter.api.Test;

class BothTest {

    @Test
    void bothAreWorkedOutAtTheSameTime() {
        CountDownLatch met = new CountDownLatch(2);
        Both<Boolean> both = Both.of(() -> meet(met), () -> meet(met));
        assertThat(both).isEqualTo(new Both<>(true, true));
    }

    @Test
    void whatOneThrowsIsThrownOnceTheOtherHasEnded() {
        CountDownLatch thrown = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        assertThatThrownBy(() -> Both.of(() -> {
            meet(thrown);
            ended.set(true);
            return 1;
        }, () -> {
            thrown.countDown();
            throw new IllegalStateException("the candidate's");
        })).isInstanceOf(IllegalStateException.class).hasMessage("the candidate's");
        assertThat(ended).isTrue();
        assertThatThrownBy(() -> Both.of(() -> {
            throw new IllegalArgumentException("the champion's");
        }, () -> 1)).isInstanceOf(IllegalArgumentException.class).hasMessage("the champion's");
    }

    private static boolean meet(CountDownLatch latch) {
        latch.countDown();
        try {
            return latch.await(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
