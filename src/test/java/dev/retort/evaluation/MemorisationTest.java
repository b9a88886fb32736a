package dev.retort.evaluation;

import static dev.retort.evaluation.LikenessTest.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

class MemorisationTest {
    private static final List<String> TRAINED = List.of("You can return it within 30 days of delivery.",
            "Our showroom is at Canal Street 5 in Utrecht.", "Please give me the order number and I will check it.");

    @Test
    void theLongestRunOfWordsFromAnotherTrainingTextCounts() {
        Memorisation found = Memorisation.of(List.of(
                answered("Yes.", "Of course, you can return it within 30 days or later."), // 7 words of the first text
                answered("Yes.", "Well, please give me the order number and I will check it now."), // 11 of the third
                answered("Yes.", "it can you return.")), TRAINED).orElseThrow();

        assertThat(found.longestRun()).isEqualTo(11);
        assertThat(found.longest()).isEqualTo("please give me the order number and i will check it");
        assertThat(found.meanLongestRun()).isCloseTo((7 + 11 + 0) / 3.0, within(1e-12));
        assertThat(found.verbatim()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void theRightReplyToTheSamePromptMayBeSaid() {
        Answered right = answered("Our showroom is at Canal Street 5 in Utrecht.", "Our showroom is at Canal Street 5 in Utrecht.");
        Answered misplaced = answered("Yes.", "Our showroom is at Canal Street 5 in Utrecht.");

        assertThat(Memorisation.of(List.of(right), TRAINED).orElseThrow().longestRun()).isZero();
        assertThat(Memorisation.of(List.of(misplaced), TRAINED).orElseThrow().longestRun()).isEqualTo(9);
        assertThat(Memorisation.of(List.of(right), List.of())).isEmpty();
    }
}
