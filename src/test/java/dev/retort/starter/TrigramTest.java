package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class TrigramTest {
    private static final List<int[]> TEXTS = List.of(new int[]{0, 1, 2, 3, 4}, new int[]{0, 1, 2, 4}, new int[]{3, 1, 2, 3, 0});
    private final Trigram trigram = Trigram.learn(TEXTS, List.of(new int[]{0, 1, 2, 3}), 6);

    @Test
    void probabilitiesOfAllTokensSumToOne() {
        for (int before = 0; before <= 6; before++) {
            for (int previous = 0; previous < 6; previous++) {
                int b = before;
                int p = previous;
                assertThat(IntStream.range(0, 6).mapToDouble(token -> trigram.probability(b, p, token)).sum()).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void whatWasSeenIsLikelier() {
        assertThat(trigram.probability(1, 2, 3)).isGreaterThan(trigram.probability(1, 2, 4)).isGreaterThan(trigram.probability(1, 2, 5));
        assertThat(trigram.perplexity(TEXTS)).isLessThan(trigram.perplexity(List.of(new int[]{5, 4, 0, 5})));
    }
}
