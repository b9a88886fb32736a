package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

class ReplyStatisticsTest {
    /** By hand: 9 words of which 5 differ; 7 pairs of which 5 differ; 4-grams of the second reply: 9, of which 5 differ. */
    @Test
    void figuresAreThoseCountedByHand() {
        GreedyReply first = new GreedyReply("Yes, it is here.", new int[]{1, 2, 3, 4}, true);
        GreedyReply second = new GreedyReply("It is red, it is.", new int[]{1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2}, false);
        GreedyReply third = new GreedyReply("", new int[]{}, true);

        ReplyStatistics found = ReplyStatistics.of(List.of(first, second, third)).orElseThrow();

        assertThat(found.empty()).isOne();
        assertThat(found.looping()).isOne();
        assertThat(found.degenerate()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(found.meanWords()).isEqualTo(3);
        assertThat(found.meanTokens()).isCloseTo(16 / 3.0, within(1e-12));
        assertThat(found.repetition()).isCloseTo((0 + 4 / 9.0 + 0) / 3, within(1e-12));
        assertThat(found.distinct1()).isCloseTo(5 / 9.0, within(1e-12));
        assertThat(found.distinct2()).isCloseTo(5 / 7.0, within(1e-12));
        assertThat(found.ended()).isCloseTo(2 / 3.0, within(1e-12));
    }
}
