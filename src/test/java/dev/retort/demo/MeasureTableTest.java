package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    void aRowForEachKindSaysWhatWasWonAndLost() {
        List<String> lines = table("accepted", List.of("old", "what?", "new", "old", "old", "new"),
                List.of("new", "new", "old", "old", "what?", "new")).lines();
        assertThat(lines).hasSize(1 + 2 * 4);
        assertThat(lines.get(0)).contains("before", "after run 1").doesNotContain("(");
        assertThat(lines.get(1)).contains("choose", "base states an old fact", "0 of 1", "1 of 1 (1 won, 0 lost)");
        assertThat(lines.get(2)).contains("base was told nothing", "1 of 1 (1 won, 0 lost)");
        assertThat(lines.get(3)).contains("known questions", "1 of 1", "0 of 1 (0 won, 1 lost)");
        assertThat(lines.get(4)).contains("the old fact said").containsPattern("1\\s+0$");
        assertThat(lines.get(8)).as("an old fact said about something else is none").containsPattern("1\\s+1$");
    }

    @Test
    void aRunThatDoesNotTakeOverSaysSo() {
        assertThat(table("rejected", List.of("old", "", "", "", "", ""), List.of("old", "", "", "", "", "")).lines().get(0))
                .contains("after run 1 (rejected)");
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
        return new MeasureTable(new MeasureRequest(Domain.LIBRARY, List.of(QuestionSet.CHOOSE, QuestionSet.REPORT), 1, 3), measured,
                List.of(figures(Optional.empty(), "", before), figures(Optional.of(2), verdict, after)));
    }

    private RoundFigures figures(Optional<Integer> corrected, String verdict, List<String> replies) {
        List<Answer> answers = IntStream.range(0, replies.size())
                .mapToObj(i -> new Answer(measured.get(i).question(),
                        new ServerReply("x", replies.get(i), "stop", new AnsweringModel(1, "v-1"), true, true, 1, Duration.ZERO,
                                Duration.ZERO)))
                .toList();
        return RoundFigures.of(answers, corrected, JsonNodeFactory.instance.objectNode().put("verdict", verdict), Duration.ZERO);
    }

    private static MeasuredQuestion question(QuestionSet set, Optional<Gap> gap) {
        Group group = gap.isPresent() ? Group.UNSEEN : Group.UNTOUCHED;
        return new MeasuredQuestion(set, gap.map(Gap::intent).orElse("known"), gap,
                new Question(group, List.of(), "?", KEY, Optional.empty()));
    }
}
