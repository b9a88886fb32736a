package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.demo.Question.Group;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final String JSON = """
            {"shop": "A shop",
             "gaps": [{"intent": "phone", "answerKey": ["0800 555 0142", "9 (to|and) 17"], "correction": ["Call 0800 555 0142, 9 to 17 o'clock."],
                       "asked": ["Can I call you?", "Your number?"], "unseen": ["is there a hotline"]}],
             "untouched": [{"intent": "returns", "question": "How long?", "answerKey": ["30 days"]}]}
            """;

    @Test
    void onlyWhatIsAskedHasACorrection() throws Exception {
        Questions questions = Questions.read(new ObjectMapper().readTree(JSON));
        assertThat(questions.of(Group.ASKED)).hasSize(2).allMatch(q -> q.correction().isPresent());
        assertThat(questions.of(Group.UNSEEN)).hasSize(1).allMatch(q -> q.correction().isEmpty());
        assertThat(questions.of(Group.UNTOUCHED)).hasSize(1).allMatch(q -> q.correction().isEmpty());
    }

    @Test
    void aReplyIsRightIfItHoldsAllOfTheKey() throws Exception {
        Question question = Questions.read(new ObjectMapper().readTree(JSON)).all().get(0);
        assertThat(question.isRight("you can call us at 0800 555 0142, between 9 AND 17")).isTrue();
        assertThat(question.isRight("Call 0800 555 0142.")).isFalse();
        assertThat(question.isRight("")).isFalse();
    }

    @Test
    void theShopsOwnNumberIsKnown() throws Exception {
        assertThat(Questions.read(new ObjectMapper().readTree(JSON)).contacts()).contains("0800 555 0142");
        assertThat(Questions.bundled().contacts()).containsExactlyInAnyOrder("0800 555 0142", "business@larkhaven.example");
    }

    /** The questions that come with the program: enough to start a run by production's threshold, and every correction is right by its own key. */
    @Test
    void theBundledQuestionsSufficeForARun() throws Exception {
        Questions questions = Questions.bundled();
        assertThat(questions.of(Group.ASKED)).hasSizeGreaterThanOrEqualTo(24)
                .allSatisfy(q -> assertThat(q.isRight(q.correction().orElseThrow())).as(q.text()).isTrue());
        assertThat(questions.of(Group.UNSEEN)).isNotEmpty();
        assertThat(questions.of(Group.UNTOUCHED)).isNotEmpty();
    }
}
