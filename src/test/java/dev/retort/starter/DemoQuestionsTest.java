package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

class DemoQuestionsTest {
    private final DemoQuestions questions = DemoQuestions.read();

    DemoQuestionsTest() throws IOException {}

    @Test
    void everyCorrectionIsRightByItsOwnKeyAndByNoOther() {
        for (DemoQuestions.Gap gap : questions.gaps()) {
            for (DemoQuestions.Gap other : questions.gaps()) {
                List<Pattern> key = other.answerKey().stream().map(Pattern::compile).toList();
                assertThat(gap.correction()).as(gap.intent() + " by the key of " + other.intent())
                        .allMatch(correction -> DemoQuestions.right(key, correction) == gap.equals(other));
            }
        }
    }

    @Test
    void noQuestionOccursTwice() {
        Set<String> all = new HashSet<>();
        for (DemoQuestions.Gap gap : questions.gaps()) {
            gap.asked().forEach(question -> assertThat(all.add(question.toLowerCase(Locale.ROOT))).as(question).isTrue());
            gap.unseen().forEach(question -> assertThat(all.add(question.toLowerCase(Locale.ROOT))).as(question).isTrue());
        }
        questions.untouched()
                .forEach(known -> assertThat(all.add(known.question().toLowerCase(Locale.ROOT))).as(known.question()).isTrue());
        assertThat(questions.gaps().stream().mapToInt(gap -> gap.asked().size()).sum()).isBetween(40, 48);
    }

    @Test
    void theUntouchedQuestionsAreNotWrittenInTheScenariosButTheirAnswersAre() throws IOException {
        for (DemoQuestions.Known known : questions.untouched()) {
            Scenario scenario = Scenarios.all().stream().filter(s -> s.id().equals(known.intent())).findFirst().orElseThrow();
            assertThat(scenario.split()).isEqualTo(Split.TRAIN);
            Exchange first = scenario.exchanges().get(0);
            assertThat(first.customer()).noneMatch(phrase -> phrase.equalsIgnoreCase(known.question()));
            List<Pattern> key = known.answerKey().stream().map(Pattern::compile).toList();
            assertThat(first.agent()).as(known.question()).allMatch(reply -> DemoQuestions.right(key, reply));
        }
    }
}
