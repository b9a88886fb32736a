package dev.retort.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class QuestionTest {
    private static WordSet question(String text) {
        return WordSet.of(text);
    }

    @Test
    void caseOrderPunctuationAndUnicodeFormDoNotMatter() {
        assertThat(question("Do you deliver to Zürich?")).isEqualTo(question("to ZU\u0308RICH, do you deliver"));
    }

    @Test
    void oneWordMoreInALongQuestionIsANearDuplicate() {
        assertThat(question("how long does delivery to norway take").isNear(question("how long does delivery to norway take please")))
                .isTrue();
        assertThat(question("how long does delivery to norway take").isNear(question("how long does delivery to sweden take"))).isFalse();
    }

    @Test
    void textsWithoutWordsAreNotAllAlike() {
        assertThat(question("👋").isNear(question("🎉"))).isFalse();
        assertThat(question("?!").words()).isNotEmpty();
        assertThat(question("  ").key()).isNotEqualTo(question("👋").key());
    }

    @Test
    void aStoredQuestionIsReadBack() {
        WordSet question = question("Where is my parcel number 12?");
        assertThat(WordSet.ofText(question.text())).isEqualTo(question);
    }

    @Test
    void everyNearDuplicateSharesAWordOfThePrefix() {
        Random random = new Random(7);
        List<String> vocabulary = IntStream.range(0, 14).mapToObj(i -> "w".repeat(1 + i % 4) + i).toList();
        List<WordSet> questions = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            List<String> words = new ArrayList<>(vocabulary);
            Collections.shuffle(words, random);
            questions.add(WordSet.ofText(String.join(" ", words.subList(0, 1 + random.nextInt(13)))));
        }
        int near = 0;
        for (WordSet a : questions) {
            for (WordSet b : questions) {
                if (a != b && a.isNear(b)) {
                    near++;
                    assertThat(a.prefix()).containsAnyElementsOf(b.prefix());
                }
            }
        }
        assertThat(near).isGreaterThan(100);
    }
}
