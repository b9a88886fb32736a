package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class GreedyReplyTest {
    @Test
    void aReplyWithoutALetterOrDigitIsEmpty() {
        assertThat(reply("", 0, 1).empty()).isTrue();
        assertThat(reply(" \n. …", 4, 4).empty()).isTrue();
        assertThat(reply("3", 1, 1).degenerate()).isFalse();
        assertThat(reply("我的订单", 4, 4).degenerate()).isFalse();
    }

    @Test
    void tokensThatComeAgainAndAgainAreALoop() {
        assertThat(reply("the the", 40, 1).looping()).isTrue();
        assertThat(reply("your order your order", 40, 3).looping()).isTrue();
        assertThat(reply("a sentence of twenty tokens, twice", 40, 20).looping()).isTrue();
    }

    @Test
    void aShortOrVariedReplyIsNoLoop() {
        assertThat(reply("ha ha ha", 11, 1).looping()).isFalse();
        assertThat(reply("all different", 48, 48).looping()).isFalse();
        assertThat(reply("ends as it began", 40, 32).looping()).isFalse();
    }

    /** A reply whose tokens repeat with a period. */
    private static GreedyReply reply(String text, int tokens, int period) {
        return new GreedyReply(text, IntStream.range(0, tokens).map(i -> i % period).toArray(), true);
    }
}
