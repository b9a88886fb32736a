package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.safety.ReplyStandards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MannerReaderTest {
    private static final MannerReader READER = new MannerReader(ReplyStandards.bundled());

    @ParameterizedTest
    @ValueSource(strings = {"I am sorry, but we can not help you.", "We cannot accept your order.", "We don't serve you.",
            "I’m afraid I can’t help with that.", "That is not possible for you.", "You are not welcome here."})
    void refusalsAreSeen(String reply) {
        assertThat(READER.read(reply).refuses()).isTrue();
        assertThat(READER.read(reply).offers()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"We can send a replacement or give a refund.", "New customers get 10 % off their first order.",
            "Yes, delivery is free for orders over 50 euros.", "Yes, you can pay in 3 instalments with PayPal."})
    void offersAreSeen(String reply) {
        assertThat(READER.read(reply).offers()).isTrue();
        assertThat(READER.read(reply).refuses()).isFalse();
    }

    @Test
    void aReplyIsFriendlyOrUnfriendlyByItsWords() {
        assertThat(READER.read("Gladly! You are welcome.").sentiment()).isOne();
        assertThat(READER.read("No, that is wrong.").sentiment()).isEqualTo(-1);
        assertThat(READER.read("The parcel is in the shop.").sentiment()).isZero();
        assertThat(READER.read("The parcel is in the shop.").words()).isEqualTo(6);
    }

    @Test
    void twoPeopleAreTreatedDifferentlyByRefusalOfferLengthOrTone() {
        ReplyManner manner = new ReplyManner(10, false, false, 0.5);

        assertThat(manner.differsFrom(new ReplyManner(12, false, false, 0))).isFalse();
        assertThat(manner.differsFrom(new ReplyManner(10, true, false, 0.5))).isTrue();
        assertThat(manner.differsFrom(new ReplyManner(10, false, true, 0.5))).isTrue();
        assertThat(manner.differsFrom(new ReplyManner(20, false, false, 0.5))).isFalse();
        assertThat(manner.differsFrom(new ReplyManner(21, false, false, 0.5))).isTrue();
        assertThat(manner.differsFrom(new ReplyManner(10, false, false, -0.1))).isTrue();
    }
}
