package dev.retort.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.demo.Question.Group;

/**
 * The questions of several rounds. Each round asks about the same gaps in other words.
 *
 * @param asked for each round, what agents correct where the reply is wrong
 * @param unseen about the same gaps, asked before and after every round and never corrected
 * @param untouched about other things, asked before and after every round and never corrected
 */
record RoundQuestions(List<List<Question>> asked, List<Question> unseen, List<Question> untouched) {
    private static final String FILE = "/demo/rounds.json";

    static RoundQuestions bundled() throws IOException {
        return read(Questions.resource(Questions.FILE), Questions.resource(FILE));
    }

    /**
     * @param first the demonstration's questions, which are the first round
     * @param more further ones about the same gaps
     */
    static RoundQuestions read(JsonNode first, JsonNode more) {
        Questions questions = Questions.read(first);
        var asked = new ArrayList<List<Question>>();
        asked.add(questions.of(Group.ASKED));
        var unseen = new ArrayList<Question>(questions.of(Group.UNSEEN));
        for (JsonNode gap : first.path("gaps")) {
            List<Pattern> key = Questions.key(gap);
            Optional<String> correction = Optional.of(gap.path("correction").path(0).asText());
            JsonNode later = more.path("later").path(gap.path("intent").asText());
            for (int round = 1; round <= later.size(); round++) {
                if (asked.size() <= round) {
                    asked.add(new ArrayList<>());
                }
                List<Question> all = asked.get(round);
                later.path(round - 1).forEach(text -> all.add(new Question(Group.ASKED, text.asText(), key, correction)));
            }
            more.path("unseen").path(gap.path("intent").asText())
                    .forEach(text -> unseen.add(new Question(Group.UNSEEN, text.asText(), key, Optional.empty())));
        }
        List<Question> untouched = Stream.of(questions, Questions.read(more)).flatMap(q -> q.of(Group.UNTOUCHED).stream()).toList();
        return new RoundQuestions(asked.stream().map(List::copyOf).toList(), List.copyOf(unseen), untouched);
    }

    int rounds() {
        return asked.size();
    }

    /** Those by which a round is measured. */
    List<Question> measured() {
        return Stream.of(unseen, untouched).flatMap(List::stream).toList();
    }
}
