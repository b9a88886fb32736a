package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class DemoQuestionsTest {
    private final DemoQuestions questions = DemoQuestions.read();
    private final DemoQuestions.Rounds rounds = DemoQuestions.Rounds.read();

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
        Stream.of(rounds.later().values().stream().flatMap(List::stream), rounds.unseen().values().stream()).flatMap(s -> s)
                .flatMap(List::stream)
                .forEach(question -> assertThat(all.add(question.toLowerCase(Locale.ROOT))).as(question).isTrue());
        known().forEach(known -> assertThat(all.add(known.question().toLowerCase(Locale.ROOT))).as(known.question()).isTrue());
        assertThat(questions.gaps().stream().mapToInt(gap -> gap.asked().size()).sum()).isBetween(40, 48);
    }

    @Test
    void theUntouchedQuestionsAreNotWrittenInTheScenariosButTheirAnswersAre() throws IOException {
        for (DemoQuestions.Known known : known().toList()) {
            Scenario scenario = Scenarios.all().stream().filter(s -> s.id().equals(known.intent())).findFirst().orElseThrow(
                    () -> new AssertionError("no scenario " + known.intent()));
            assertThat(scenario.split()).isEqualTo(StarterSplit.TRAIN);
            Talk first = scenario.exchanges().get(0);
            assertThat(first.customer()).noneMatch(phrase -> phrase.equalsIgnoreCase(known.question()));
            List<Pattern> key = known.answerKey().stream().map(Pattern::compile).toList();
            assertThat(first.agent()).as(known.question()).allMatch(reply -> DemoQuestions.right(key, reply));
        }
    }

    @Test
    void everyGapHasItsQuestionsInEveryRound() {
        for (DemoQuestions.Gap gap : questions.gaps()) {
            assertThat(rounds.later().get(gap.intent())).as(gap.intent()).hasSize(4).allSatisfy(round -> assertThat(round).hasSize(5));
            assertThat(rounds.unseen().get(gap.intent())).as(gap.intent()).hasSize(3);
        }
        assertThat(rounds.later()).hasSameSizeAs(questions.gaps());
    }

    private Stream<DemoQuestions.Known> known() {
        return Stream.of(questions.untouched(), rounds.untouched()).flatMap(List::stream);
    }
}
