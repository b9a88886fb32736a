package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.client.AnsweringModel;
import dev.retort.client.ServerReply;
import dev.retort.demo.Question.Group;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aRoundAsksAboutTheSameGapsInOtherWords() throws Exception {
        JsonNode first = JSON.readTree(
                """
                        {"gaps": [{"intent": "phone", "answerKey": ["0800"], "correction": ["Call 0800."], "asked": ["Can I call?"], "unseen": ["hotline"]},
                                  {"intent": "gift", "answerKey": ["paper"], "correction": ["In paper."], "asked": ["A gift?"], "unseen": []}],
                         "untouched": [{"question": "How long?", "answerKey": ["30 days"]}]}""");
        JsonNode more = JSON.readTree(
                """
                        {"later": {"phone": [["Your number?"], ["May I ring?"]], "gift": [["Wrap it?", "Paper?"], []]}, "unseen": {"phone": ["phone them"]},
                         "untouched": [{"question": "How much?", "answerKey": ["5 euros"]}]}""");

        RoundQuestions questions = RoundQuestions.read(first, more);
        assertThat(questions.asked()).extracting(round -> round.stream().map(Question::text).toList())
                .containsExactly(List.of("Can I call?", "A gift?"), List.of("Your number?", "Wrap it?", "Paper?"), List.of("May I ring?"));
        assertThat(questions.asked().get(1)).extracting(q -> q.correction().orElseThrow())
                .containsExactly("Call 0800.", "In paper.", "In paper.");
        assertThat(questions.measured()).extracting(Question::text).containsExactly("hotline", "phone them", "How long?", "How much?");
        assertThat(questions.measured()).allMatch(question -> question.correction().isEmpty());
    }

    @Test
    void theBundledQuestionsSufficeForFiveRounds() throws Exception {
        RoundQuestions questions = RoundQuestions.bundled();
        assertThat(questions.rounds()).isEqualTo(5);
        assertThat(questions.asked()).allSatisfy(round -> assertThat(round).hasSizeGreaterThanOrEqualTo(24));
        assertThat(questions.unseen()).hasSizeGreaterThan(50);
        assertThat(questions.untouched()).as("one reply is about a point").hasSizeGreaterThan(90);
    }

    @Test
    void figuresAreSharesOfTheTwoGroups() throws Exception {
        JsonNode verdict = JSON.readTree("""
                {"verdict": "accepted", "rules": [{"rule": "domainPerplexity", "candidate": 3.25}, {"rule": "other", "candidate": 7}]}""");
        RoundFigures figures = RoundFigures.of(
                List.of(answer(Group.UNSEEN, "no"), answer(Group.UNSEEN, "yes"), answer(Group.UNTOUCHED, "yes"),
                        answer(Group.UNTOUCHED, "yes")),
                Optional.of(12), verdict, Duration.ofMillis(41_500));
        assertThat(figures.wrong(Group.UNSEEN)).isEqualTo(0.5);
        assertThat(figures.wrong(Group.UNTOUCHED)).isZero();
        assertThat(figures.row()).contains("12", "50 % (1/2)", "100 % (2/2)", "3.250", "41.5 s").doesNotContain("accepted");
    }

    private static Answer answer(Group group, String reply) {
        return new Answer(new Question(group, List.of(), "?", List.of(Pattern.compile("yes")), Optional.empty()),
                new ServerReply("x", reply, "stop", new AnsweringModel(1, "v-1"), true, true, 1, Duration.ZERO, Duration.ZERO,
                        Optional.empty()));
    }
}
