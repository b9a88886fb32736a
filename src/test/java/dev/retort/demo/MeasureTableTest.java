package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.retort.client.AnsweringModel;
import dev.retort.client.ServerReply;
import dev.retort.demo.Question.Group;
import org.junit.jupiter.api.Test;

class MeasureTableTest {
    private static final List<Pattern> KEY = List.of(Pattern.compile("new"));
    private static final Gap OUTDATED = new Gap("price", List.of(Pattern.compile("old")), KEY, "It is new.", List.of());
    private static final Gap UNTOLD = new Gap("dogs", List.of(), KEY, "It is new.", List.of());

    private final List<MeasuredQuestion> measured = Stream.of(QuestionSet.CHOOSE, QuestionSet.REPORT)
            .flatMap(set -> Stream.of(question(set, Optional.of(OUTDATED)), question(set, Optional.of(UNTOLD)),
                    question(set, Optional.empty())))
            .toList();

    @Test
    void aRowForEachMomentSaysWhatWasWonAndLost() {
        List<String> lines = table("accepted", List.of("old", "what?", "new", "old", "old", "new"),
                List.of("new", "new", "old", "old", "what?", "new")).lines();
        assertThat(lines).hasSize(2 * (1 + 2));
        assertThat(lines.get(0)).contains("choose", "base states an old fact", "base was told nothing", "known questions",
                "the old fact said");
        assertThat(lines.get(1)).contains("before").doesNotContain("(").containsPattern("0 of 1 +0 of 1 +1 of 1 +1$");
        assertThat(lines.get(2)).contains("after the run: weights")
                .containsPattern("1 of 1 \\(1 won, 0 lost\\) +1 of 1 \\(1 won, 0 lost\\) +0 of 1 \\(0 won, 1 lost\\) +0$");
        assertThat(lines.get(4)).as("an old fact said about something else is none").endsWith(" 1");
        assertThat(lines.get(5)).endsWith(" 1");
    }

    @Test
    void whatTheMemorySaysBeforeAndAfterTheRunStandsBesideTheWeights() {
        List<String> weights = List.of("new", "what?", "new", "old", "old", "new");
        MeasureTable table = table("accepted", List.of("old", "what?", "new", "old", "old", "old"), weights,
                Optional.of(new AtOnce(
                        answers(List.of("new", "wrong", "changed", "old", "old", "old"), Set.of(0, 1, 2)),
                        answers(List.of("new", "new", "new", "old", "new", "new"), Set.of(1, 4)),
                        new FirstRecalls(List.of(Duration.ofMillis(30), Duration.ofMillis(10), Duration.ofMillis(20)), 1),
                        JsonNodeFactory.instance.objectNode().put("floor", 0.31))));
        List<String> lines = table.lines();
        assertThat(lines).hasSize(2 * (1 + 4));
        assertThat(lines.get(2)).contains("1, a second after the corrections: memory").containsPattern(
                "1 of 1 \\(0 got another correction\\) +0 of 1 \\(1 got another correction\\) +0 of 1 \\(1 replies changed\\) +0$");
        assertThat(lines.get(3)).contains("1, after the run: weights").containsPattern("1 of 1 .*0 of 1 .*1 of 1 ");
        assertThat(lines.get(4)).contains("weights and memory").containsPattern("1 of 1 .*1 of 1 \\(1 won, 0 lost\\)");

        JsonNode json = table.json();
        assertThat(json.at("/rounds/1/firstRecalls/p50Ms").asInt()).isEqualTo(20);
        assertThat(json.at("/rounds/1/firstRecalls/maxMs").asInt()).isEqualTo(30);
        assertThat(json.at("/rounds/1/firstRecalls/never").asInt()).isEqualTo(1);
        assertThat(json.at("/rounds/1/thresholds/floor").asDouble()).isEqualTo(0.31);
        JsonNode choose = json.at("/rounds/1/sets/choose");
        assertThat(choose.at("/untold/memoryBeforeTheRun/anotherCorrection").asInt()).isEqualTo(1);
        assertThat(choose.at("/untold/right").asInt()).isZero();
        assertThat(choose.at("/untold/memoryAndWeights/right").asInt()).isEqualTo(1);
        assertThat(choose.at("/known/memoryBeforeTheRun/replyChanged").asInt()).isEqualTo(1);
        assertThat(json.at("/replies/1/replies/1/memoryBeforeTheRun/recalled").asText()).isEqualTo("ex-1");
        assertThat(json.at("/replies/1/replies/1/memoryAndWeights/text").asText()).isEqualTo("new");
    }

    @Test
    void aRunThatDoesNotTakeOverSaysSo() {
        assertThat(table("rejected", List.of("old", "", "", "", "", ""), List.of("old", "", "", "", "", "")).lines().get(2))
                .contains("1, after the run (rejected)");
    }

    @Test
    void theRepliesToTheReportSetAreNotWrittenDown() {
        JsonNode json = table("accepted", List.of("old", "what?", "new", "secret", "secret", "new"),
                List.of("new", "new", "old", "secret", "secret", "new")).json();
        assertThat(json.toString()).doesNotContain("secret");
        assertThat(json.path("replies")).hasSize(3).allMatch(reply -> reply.path("set").asText().equals("choose"));
        assertThat(json.at("/rounds/1/sets/report/known/questions").asInt()).isEqualTo(1);
        assertThat(json.at("/rounds/1/sets/choose/outdated/won").asInt()).isEqualTo(1);
        assertThat(json.at("/replies/0/replies/1/text").asText()).isEqualTo("new");
    }

    private MeasureTable table(String verdict, List<String> before, List<String> after) {
        return table(verdict, before, after, Optional.empty());
    }

    private MeasureTable table(String verdict, List<String> before, List<String> after, Optional<AtOnce> memory) {
        RoundFigures now = figures(Optional.of(2), verdict, after);
        return new MeasureTable(new MeasureRequest(Domain.LIBRARY, List.of(QuestionSet.CHOOSE, QuestionSet.REPORT), 1, 3), measured,
                List.of(figures(Optional.empty(), "", before), memory.map(now::with).orElse(now)));
    }

    private RoundFigures figures(Optional<Integer> corrected, String verdict, List<String> replies) {
        return RoundFigures.of(answers(replies, Set.of()), corrected, JsonNodeFactory.instance.objectNode().put("verdict", verdict),
                Duration.ZERO);
    }

    /** @param recalled the places of corrections */
    private List<Answer> answers(List<String> replies, Set<Integer> recalled) {
        return IntStream.range(0, replies.size())
                .mapToObj(i -> new Answer(measured.get(i).question(),
                        new ServerReply("x", replies.get(i), "stop", new AnsweringModel(1, "v-1"), true, true, 1, Duration.ZERO,
                                Duration.ZERO,
                                Optional.of("ex-" + i).filter(id -> recalled.contains(i)))))
                .toList();
    }

    private static MeasuredQuestion question(QuestionSet set, Optional<Gap> gap) {
        Group group = gap.isPresent() ? Group.UNSEEN : Group.UNTOUCHED;
        return new MeasuredQuestion(set, gap.map(Gap::intent).orElse("known"), gap,
                new Question(group, List.of(), "?", KEY, Optional.empty()));
    }
}
