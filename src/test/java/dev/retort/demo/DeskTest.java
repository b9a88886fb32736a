package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.retort.demo.Question.Group;
import dev.retort.text.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sets by which corrections are measured. What is written here holds for every question in them. */
class DeskTest {
    /** The least share of common words of two questions that count as the same in other words: stricter than what import calls near. */
    private static final double ALIKE = 0.7;
    private static final Pattern E_MAIL = Pattern.compile("[\\w.]+@[\\w.]+\\w");

    /** @param words all turns */
    private record Worded(String where, List<String> turns, Set<String> words) {
        static Worded of(String where, List<String> turns) {
            return new Worded(where, turns, Set.copyOf(Words.of(String.join(" ", turns).replace("'", ""))));
        }

        boolean isAlike(Worded other) {
            long shared = words.stream().filter(other.words::contains).count();
            return shared >= ALIKE * (words.size() + other.words.size() - shared);
        }
    }

    @ParameterizedTest
    @EnumSource(Domain.class)
    void everyGapHasItsQuestionsInEverySet(Domain domain) throws Exception {
        Desk desk = domain.desk();
        assertThat(desk.gaps()).hasSizeGreaterThanOrEqualTo(domain == Domain.SHOP ? 9 : 12).doesNotHaveDuplicates();
        for (Gap gap : desk.gaps()) {
            assertThat(gap.asked()).as(gap.intent()).hasSize(5).allSatisfy(round -> assertThat(round).hasSize(5));
            for (QuestionSet set : QuestionSet.values()) {
                assertThat(desk.measured(List.of(set))).as("%s in %s", gap.intent(), set)
                        .filteredOn(q -> q.gap().filter(gap::equals).isPresent()).hasSizeGreaterThanOrEqualTo(6);
            }
        }
        for (QuestionSet set : QuestionSet.values()) {
            List<MeasuredQuestion> measured = desk.measured(List.of(set));
            assertThat(measured).as("known in %s", set).filteredOn(q -> q.gap().isEmpty()).hasSizeGreaterThanOrEqualTo(54);
            assertThat(measured).as("the two groups in turn, as a round measures them")
                    .isSortedAccordingTo((a, b) -> a.question().group().compareTo(b.question().group()));
            assertThat(desk.rounds(measured).measured()).isEqualTo(measured.stream().map(MeasuredQuestion::question).toList());
        }
        if (domain == Domain.LIBRARY) {
            assertThat(desk.gaps()).filteredOn(gap -> !gap.outdated().isEmpty()).hasSize(desk.gaps().size() / 2);
        }
    }

    @Test
    void theShopsRoundsMeasureTheSetToDevelopOn() throws Exception {
        Desk shop = Domain.SHOP.desk();
        RoundQuestions rounds = RoundQuestions.bundled();
        assertThat(shop.rounds(shop.measured(List.of(QuestionSet.DEVELOP)))).usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.pattern().equals(b.pattern()), Pattern.class).ignoringCollectionOrder().isEqualTo(rounds);
    }

    @ParameterizedTest
    @EnumSource(Domain.class)
    void noQuestionStandsTwiceNorNearlyTheSame(Domain domain) throws Exception {
        Desk desk = domain.desk();
        List<Worded> measured = new ArrayList<>();
        List<Worded> others = new ArrayList<>();
        desk.gaps().forEach(gap -> gap.asked().forEach(round -> round.forEach(q -> others.add(worded("asked", q)))));
        for (QuestionSet set : QuestionSet.values()) {
            List<Worded> into = domain == Domain.SHOP && set == QuestionSet.DEVELOP ? others : measured;
            desk.measured(List.of(set)).forEach(q -> into.add(worded(set + " " + q.intent(), q.question())));
        }
        if (desk.conversations().isPresent()) {
            DeskConversations.read(desk.conversations().get()).said("user")
                    .forEach(turn -> others.add(Worded.of("conversations", List.of(turn))));
        }
        List<String> alike = new ArrayList<>();
        for (int i = 0; i < measured.size(); i++) {
            Worded one = measured.get(i);
            Stream.concat(measured.stream().skip(i + 1L), others.stream()).filter(one::isAlike)
                    .forEach(other -> alike.add(one + " and " + other));
        }
        assertThat(alike).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Domain.class)
    void noWordingIsCorrectedTwice(Domain domain) throws Exception {
        List<List<String>> asked = domain.desk().gaps().stream().flatMap(gap -> gap.asked().stream().flatMap(List::stream))
                .map(question -> Words.of(question.text())).toList();
        assertThat(asked).hasSize(domain == Domain.SHOP ? 225 : 300).doesNotHaveDuplicates();
    }

    @Test
    void theStarterHasLearnedNoQuestionOfTheShopsSets() throws Exception {
        Set<List<String>> learned = new HashSet<>();
        DeskConversations.read("/starter-model/retort/replay.jsonl").said("user").forEach(turn -> learned.add(Words.of(turn)));
        assertThat(learned).hasSizeGreaterThan(1000);
        assertThat(Domain.SHOP.desk().measured(List.of(QuestionSet.CHOOSE, QuestionSet.REPORT))).extracting(q -> q.question().text())
                .noneMatch(text -> learned.contains(Words.of(text)));
    }

    @ParameterizedTest
    @EnumSource(Domain.class)
    void aCorrectionIsRightByItsOwnKeyAndByNoOther(Domain domain) throws Exception {
        Desk desk = domain.desk();
        for (Gap gap : desk.gaps()) {
            assertThat(desk.gaps()).as(gap.intent()).filteredOn(other -> other.isRight(gap.correction())).containsExactly(gap);
            assertThat(gap.isOutdated(gap.correction())).as(gap.intent()).isFalse();
        }
    }

    @Test
    void theConversationsStateOldFactsAndNothingThatACorrectionSays() throws Exception {
        Desk desk = Domain.LIBRARY.desk();
        DeskConversations conversations = conversations(desk);
        for (Gap gap : desk.gaps()) {
            assertThat(conversations.said("assistant")).as(gap.intent()).noneMatch(gap::isRight);
            if (gap.outdated().isEmpty()) {
                assertThat(conversations.topics()).doesNotContain(gap.intent());
            } else {
                assertThat(conversations.replies(gap.intent())).as(gap.intent()).hasSizeGreaterThanOrEqualTo(6).allMatch(gap::isOutdated);
            }
        }
    }

    @Test
    void aKnownQuestionsKeyFitsItsTopicsRepliesAndNoOther() throws Exception {
        Desk desk = Domain.LIBRARY.desk();
        DeskConversations conversations = conversations(desk);
        assertThat(desk.known()).hasSizeGreaterThan(54);
        desk.known().forEach((intent, key) -> {
            assertThat(conversations.topics()).contains(intent);
            for (String topic : conversations.topics()) {
                assertThat(conversations.replies(topic)).as("%s by the key of %s", topic, intent)
                        .allMatch(reply -> Question.holdsAll(key, reply) == topic.equals(intent));
            }
            assertThat(desk.gaps()).as(intent).noneMatch(gap -> Question.holdsAll(key, gap.correction()));
        });
    }

    @Test
    void theConversationsAreManyWithFollowUpsAndTheirAddressesAreTheDesksOwn() throws Exception {
        Desk desk = Domain.LIBRARY.desk();
        DeskConversations conversations = conversations(desk);
        assertThat(conversations.rows()).hasSizeGreaterThanOrEqualTo(200);
        assertThat(conversations.rows()).filteredOn(row -> row.path("messages").size() > 2).hasSizeGreaterThanOrEqualTo(50);
        assertThat(conversations.rows()).allSatisfy(row -> assertThat(row.path("messages").size() % 2).isZero());
        assertThat(conversations.said("assistant").stream().flatMap(reply -> E_MAIL.matcher(reply).results()).map(found -> found.group())
                .distinct()).isNotEmpty().isSubsetOf(desk.keep());
    }

    @Test
    void aQuestionMayComeAfterOtherTurns() throws Exception {
        for (Domain domain : Domain.values()) {
            for (QuestionSet set : List.of(QuestionSet.CHOOSE, QuestionSet.REPORT)) {
                List<MeasuredQuestion> late = domain.desk().measured(List.of(set)).stream().filter(q -> !q.question().before().isEmpty())
                        .toList();
                assertThat(late).as("%s %s", domain, set).filteredOn(q -> q.question().group() == Group.UNSEEN)
                        .hasSizeGreaterThanOrEqualTo(9);
                assertThat(late).allSatisfy(q -> assertThat(q.question().before()).doesNotContain(q.question().text()));
            }
        }
    }

    private static DeskConversations conversations(Desk desk) throws IOException {
        return DeskConversations.read(desk.conversations().orElseThrow());
    }

    private static Worded worded(String where, Question question) {
        return Worded.of(where, Stream.concat(question.before().stream(), Stream.of(question.text())).toList());
    }
}
