package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void ticksAreRoundAndInside() {
        assertThat(new Axis(0, 120, 0, 1).ticks()).containsExactly(0.0, 50.0, 100.0);
        assertThat(new Axis(1.2, 3.4, 0, 1).ticks()).containsExactly(1.5, 2.0, 2.5, 3.0);
        assertThat(new Axis(0, 4e-4, 0, 1).ticks()).hasSizeBetween(3, 7).allMatch(tick -> tick >= 0 && tick <= 4.0001e-4);
    }

    @Test
    void valuesThatAreAllAlikeHaveRoom() {
        Axis axis = Axis.around(2, 2, 100, 0);
        assertThat(axis.place(2)).isBetween(10.0, 90.0);
        assertThat(axis.ticks()).isNotEmpty();
        assertThat(Axis.around(0, 0, 100, 0).place(0)).isFinite();
    }

    @Test
    void whatIsNeverNegativeBeginsAtNothingOrAbove() {
        assertThat(Axis.around(0.001, 4, 0, 1).low()).isZero();
        assertThat(Axis.around(-1, 4, 0, 1).low()).isLessThan(-1);
    }
}
