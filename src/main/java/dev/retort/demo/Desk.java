package dev.retort.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.demo.Question.Group;

/**
 * A desk whose bot is corrected.
 *
 * @param gaps topics about which its base is wrong
 * @param known the key to a right reply for each other topic
 * @param keep what looks like personal data and is the desk's own
 * @param conversations the resource that its base learns from; empty: its base is the starter model
 * @param sets the questions of each set: first about the gaps, then about what is known
 */
record Desk(String name, List<Gap> gaps, Map<String, List<Pattern>> known, List<String> keep, Optional<String> conversations,
        Map<QuestionSet, List<MeasuredQuestion>> sets) {
    private static final String SHOP = "/demo/shop/%s.json";
    private static final String LIBRARY = "/demo/library/%s.json";

    /** The demonstration's shop. What its rounds measure is the set to develop on. */
    static Desk shop() throws IOException {
        JsonNode first = Questions.resource(Questions.FILE);
        JsonNode more = Questions.resource(RoundQuestions.FILE);
        var known = new LinkedHashMap<String, List<Pattern>>();
        Stream.of(first, more).flatMap(file -> Questions.stream(file.path("untouched")))
                .forEach(topic -> known.putIfAbsent(topic.path("intent").asText(), Questions.key(topic.path("answerKey"))));
        List<Gap> gaps = Questions.stream(first.path("gaps"))
                .map(gap -> RoundQuestions.inRounds(Gap.read(gap), more.path("later"))).toList();
        var sets = new LinkedHashMap<QuestionSet, List<MeasuredQuestion>>();
        sets.put(QuestionSet.DEVELOP, MeasuredQuestion.ofRounds(gaps, first, more));
        for (QuestionSet set : List.of(QuestionSet.CHOOSE, QuestionSet.REPORT)) {
            sets.put(set, MeasuredQuestion.read(set, gaps, known, Questions.resource(SHOP.formatted(set.label()))));
        }
        Questions questions = Questions.read(first);
        return new Desk(questions.shop(), gaps, known, questions.contacts(), Optional.empty(), sets);
    }

    static Desk library() throws IOException {
        JsonNode json = Questions.resource(LIBRARY.formatted("domain"));
        JsonNode later = Questions.resource(LIBRARY.formatted("rounds")).path("later");
        List<Gap> gaps = Questions.stream(json.path("gaps")).map(gap -> RoundQuestions.inRounds(Gap.read(gap), later)).toList();
        var known = new LinkedHashMap<String, List<Pattern>>();
        json.path("known").fields().forEachRemaining(topic -> known.put(topic.getKey(), Questions.key(topic.getValue())));
        var sets = new LinkedHashMap<QuestionSet, List<MeasuredQuestion>>();
        for (QuestionSet set : QuestionSet.values()) {
            sets.put(set, MeasuredQuestion.read(set, gaps, known, Questions.resource(LIBRARY.formatted(set.label()))));
        }
        List<String> keep = Questions.stream(json.path("keep")).map(JsonNode::asText).toList();
        return new Desk(json.path("name").asText(), gaps, known, keep, Optional.of("/demo/library/conversations.jsonl"), sets);
    }

    int rounds() {
        return gaps.stream().mapToInt(gap -> gap.asked().size()).min().orElse(0);
    }

    /** The questions of some sets, those about gaps first, and what agents correct in each round. */
    RoundQuestions rounds(List<MeasuredQuestion> measured) {
        List<List<Question>> asked = IntStream.range(0, rounds())
                .mapToObj(round -> gaps.stream().flatMap(gap -> gap.asked().get(round).stream()).toList()).toList();
        return new RoundQuestions(asked, of(Group.UNSEEN, measured), of(Group.UNTOUCHED, measured));
    }

    /** The sets' questions in the order in which a round measures them. */
    List<MeasuredQuestion> measured(List<QuestionSet> chosen) {
        var all = new ArrayList<MeasuredQuestion>();
        for (Group group : List.of(Group.UNSEEN, Group.UNTOUCHED)) {
            chosen.stream().flatMap(set -> sets.getOrDefault(set, List.of()).stream()).filter(q -> q.question().group() == group)
                    .forEach(all::add);
        }
        return List.copyOf(all);
    }

    private static List<Question> of(Group group, List<MeasuredQuestion> measured) {
        return measured.stream().map(MeasuredQuestion::question).filter(question -> question.group() == group).toList();
    }
}
