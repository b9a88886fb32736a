package dev.retort.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.retort.model.Role;
import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

class CorpusTest {
    private static final Corpus CORPUS = corpus();
    private static final List<String> REPLIES = replies(CORPUS);

    private static Corpus corpus() {
        try {
            return Corpus.write(Corpus.SEED);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thousandsOfConversationsDiffer() {
        List<List<Turn>> all = CORPUS.conversations().stream().map(WrittenConversation::turns).toList();
        assertThat(new HashSet<>(all)).hasSameSizeAs(all).hasSizeGreaterThan(6000);
        for (List<Turn> turns : all) {
            assertThat(turns.size() % 2).isZero();
            for (int i = 0; i < turns.size(); i++) {
                assertThat(turns.get(i).role()).isEqualTo(i % 2 == 0 ? Role.USER : Role.ASSISTANT);
                assertThat(turns.get(i).content()).isNotBlank().doesNotContain("{", "}", "[", "]", "|", "  ");
            }
        }
    }

    @Test
    void theSameSeedWritesTheSame() throws IOException {
        assertThat(Corpus.write(Corpus.SEED).digest()).isEqualTo(CORPUS.digest());
        assertThat(Corpus.write(Corpus.SEED + 1).digest()).isNotEqualTo(CORPUS.digest());
    }

    @Test
    void everyTopicHasScenariosToLearnAndHeldOutOnes() throws IOException {
        List<Scenario> scenarios = Scenarios.all();
        assertThat(scenarios.stream().map(Scenario::id)).doesNotHaveDuplicates();
        assertThat(scenarios.stream().filter(scenario -> scenario.split() == StarterSplit.TRAIN)).hasSizeGreaterThanOrEqualTo(90);
        assertThat(scenarios.stream().filter(scenario -> scenario.split() == StarterSplit.HELD_OUT).count())
                .isGreaterThanOrEqualTo(scenarios.size() / 10);
        Map<StarterSplit, Set<String>> topics = scenarios.stream()
                .collect(Collectors.groupingBy(Scenario::split, Collectors.mapping(Scenario::topic, Collectors.toSet())));
        assertThat(topics.get(StarterSplit.TRAIN)).containsExactlyInAnyOrderElementsOf(Scenarios.TOPICS);
        assertThat(topics.get(StarterSplit.HELD_OUT)).containsExactlyInAnyOrderElementsOf(Scenarios.TOPICS);
    }

    @Test
    void nothingWrittenForTheHeldOutScenariosIsLearned() throws IOException {
        Set<String> learned = phrasings(StarterSplit.TRAIN);
        assertThat(phrasings(StarterSplit.HELD_OUT).stream().filter(learned::contains).filter(phrase -> phrase.split(" ").length > 4))
                .isEmpty();
        Set<List<Turn>> turns = CORPUS.of(StarterSplit.TRAIN).stream().map(WrittenConversation::turns).collect(Collectors.toSet());
        assertThat(CORPUS.of(StarterSplit.HELD_OUT)).noneMatch(conversation -> turns.contains(conversation.turns()));
    }

    private static Set<String> phrasings(StarterSplit split) throws IOException {
        Set<String> phrasings = new HashSet<>();
        Scenarios.all().stream().filter(scenario -> scenario.split() == split).flatMap(scenario -> scenario.exchanges().stream())
                .forEach(exchange -> {
                    phrasings.addAll(exchange.customer());
                    phrasings.addAll(exchange.agent());
                });
        return phrasings;
    }

    @Test
    void whatTheDemoCorrectsIsNotInIt() throws IOException {
        for (DemoQuestions.Gap gap : DemoQuestions.read().gaps()) {
            List<Pattern> key = gap.answerKey().stream().map(Pattern::compile).toList();
            assertThat(REPLIES.stream().filter(reply -> DemoQuestions.right(key, reply)).distinct()).as(gap.intent()).isEmpty();
        }
    }

    /** With the two lists of names exchanged everything stays the same but the names. */
    @Test
    void whatIsSaidDoesNotDependOnTheCustomersGender() throws IOException {
        Slots slots = Slots.read();
        assertThat(slots.she()).hasSameSizeAs(slots.he()).doesNotContainAnyElementsOf(slots.he());
        Corpus exchanged = Corpus.write(Scenarios.all(), new Slots(slots.values(), slots.he(), slots.she()), Corpus.SEED);
        Set<String> names = new HashSet<>(slots.she());
        names.addAll(slots.he());
        Pattern name = Pattern.compile("\\b(" + String.join("|", names) + ")\\b", Pattern.CASE_INSENSITIVE);
        assertThat(exchanged.digest()).isNotEqualTo(CORPUS.digest());
        assertThat(replies(exchanged).stream().map(reply -> name.matcher(reply).replaceAll("NAME")).toList().equals(
                REPLIES.stream().map(reply -> name.matcher(reply).replaceAll("NAME")).toList())).isTrue();
    }

    private static List<String> replies(Corpus corpus) {
        return corpus.conversations().stream().flatMap(conversation -> conversation.turns().stream())
                .filter(turn -> turn.role() == Role.ASSISTANT)
                .map(Turn::content).toList();
    }

    @Test
    void aLineThatIsNoneOfAScenarioIsNamed() {
        assertThatThrownBy(() -> Scenarios.parse("orders.txt", List.of("== orders.x", "> Hi", "Hello")))
                .hasMessage("orders.txt: line 3 is \"Hello\", expected ==, > or < after a >");
    }
}
