package dev.retort.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    static final String FILE = "/demo/rounds.json";

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
        var unseen = new ArrayList<Question>(questions.of(Group.UNSEEN));
        for (JsonNode gap : first.path("gaps")) {
            Gap read = inRounds(Gap.read(gap), more.path("later"));
            for (int round = 0; round < read.asked().size(); round++) {
                if (asked.size() <= round) {
                    asked.add(new ArrayList<>());
                }
                asked.get(round).addAll(read.asked().get(round));
            }
            unseen.addAll(Question.list(Group.UNSEEN, more.path("unseen").path(read.intent()), read.answerKey(), Optional.empty()));
        }
        List<Question> untouched = Stream.of(questions, Questions.read(more)).flatMap(q -> q.of(Group.UNTOUCHED).stream()).toList();
        return new RoundQuestions(asked.stream().map(List::copyOf).toList(), List.copyOf(unseen), untouched);
    }

    /** The gap with the wordings of later rounds. */
    static Gap inRounds(Gap gap, JsonNode later) {
        var asked = new ArrayList<>(gap.asked());
        later.path(gap.intent()).forEach(
                round -> asked.add(Question.list(Group.ASKED, round, gap.answerKey(), Optional.of(gap.correction()))));
        return new Gap(gap.intent(), gap.outdated(), gap.answerKey(), gap.correction(), List.copyOf(asked));
    }

    int rounds() {
        return asked.size();
    }

    /** Those by which a round is measured. */
    List<Question> measured() {
        return Stream.of(unseen, untouched).flatMap(List::stream).toList();
    }
}
