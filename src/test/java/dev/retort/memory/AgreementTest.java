package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** Whether two replies say the same, with the real encoder and without one. */
class AgreementTest {
    private static final String HOURS = "Our pool is open from 8 to 20 o'clock.";
    private final TestEncoder encoder = new TestEncoder();
    private final Agreement agreement = new Agreement(Optional.of(encoder));
    private final Agreement byWords = new Agreement(Optional.empty());

    @Test
    void theSameInOtherWordsAgrees() {
        assertThat(agreement.between(HOURS, "The pool is open from 8 o'clock to 20 o'clock.")).isTrue();
        assertThat(agreement.between(HOURS, "The pool is open from 8 o'clock.")).as("fewer numbers, but no others").isTrue();
        assertThat(agreement.between(HOURS, "We have no pool, but our members swim for half the price next door.")).isFalse();
        assertThat(byWords.between(HOURS, "The pool is open from 8 o'clock to 20 o'clock.")).isFalse();
    }

    @Test
    void anotherNumberAndANoDisagreeHoweverNearTheSentencesAre() {
        assertThat(agreement.between(HOURS, "Our pool is open from 8 to 22 o'clock.")).isFalse();
        assertThat(agreement.between("Gift wrapping is free.", "Gift wrapping is not free.")).isFalse();
        assertThat(encoder.asked()).as("nothing was left open").isZero();
    }

    @Test
    void theSameWordsAgreeWithoutAnEncoder() {
        for (Agreement one : List.of(agreement, byWords)) {
            assertThat(one.between(HOURS, "our pool is open from 8 to 20 o'clock")).isTrue();
        }
        assertThat(encoder.asked()).isZero();
    }

    @Test
    void aReplyIsEncodedOnce() {
        for (int n = 0; n < 3; n++) {
            agreement.between(HOURS, "The pool is open from 8 o'clock to 20 o'clock.");
        }
        assertThat(encoder.asked()).isEqualTo(2);
    }
}
