package dev.retort.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.retort.events.ChatTurn;
import org.junit.jupiter.api.Test;

class QuestionTest {
    private static Question question(String text) {
        return Question.of(List.of(ChatTurn.user(text)));
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
    void theLastUserTurnIsTheQuestion() {
        var prompt = List.of(ChatTurn.user("hello"), ChatTurn.assistant("hi"), ChatTurn.user("where is it"));
        assertThat(Question.of(prompt)).isEqualTo(question("Where is it?"));
    }

    @Test
    void textsWithoutWordsAreNotAllAlike() {
        assertThat(question("👋").isNear(question("🎉"))).isFalse();
        assertThat(question("?!").words()).isNotEmpty();
        assertThat(question("  ").key()).isNotEqualTo(question("👋").key());
    }

    @Test
    void aStoredQuestionIsReadBack() {
        Question question = question("Where is my parcel number 12?");
        assertThat(Question.ofText(question.text())).isEqualTo(question);
    }

    @Test
    void everyNearDuplicateSharesAWordOfThePrefix() {
        Random random = new Random(7);
        List<String> vocabulary = IntStream.range(0, 14).mapToObj(i -> "w".repeat(1 + i % 4) + i).toList();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            List<String> words = new ArrayList<>(vocabulary);
            Collections.shuffle(words, random);
            questions.add(Question.ofText(String.join(" ", words.subList(0, 1 + random.nextInt(13)))));
        }
        int near = 0;
        for (Question a : questions) {
            for (Question b : questions) {
                if (a != b && a.isNear(b)) {
                    near++;
                    assertThat(a.prefix()).containsAnyElementsOf(b.prefix());
                }
            }
        }
        assertThat(near).isGreaterThan(100);
    }

    @Test
    void promptsWithTheSameWordsHaveTheSameKey() {
        assertThat(Words.key(List.of(ChatTurn.user("Hello, you!")))).isEqualTo(Words.key(List.of(ChatTurn.user("hello you"))));
        assertThat(Words.key(List.of(ChatTurn.user("hello you")))).isNotEqualTo(Words.key(List.of(ChatTurn.user("you hello"))))
                .isNotEqualTo(Words.key(List.of(ChatTurn.assistant("hello you"))));
    }
}
