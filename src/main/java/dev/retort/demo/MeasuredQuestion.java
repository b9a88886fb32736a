package dev.retort.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.demo.Question.Group;

/**
 * A question of a set.
 *
 * @param gap the one that it is about; empty for what the base knows
 */
record MeasuredQuestion(QuestionSet set, String intent, Optional<Gap> gap, Question question) {
    /** @throws IllegalArgumentException if it asks about a topic that the desk has no key for */
    static List<MeasuredQuestion> read(QuestionSet set, List<Gap> gaps, Map<String, List<Pattern>> known, JsonNode json) {
        var all = new ArrayList<MeasuredQuestion>();
        json.path("paraphrases").fieldNames().forEachRemaining(intent -> {
            Gap gap = gaps.stream().filter(g -> g.intent().equals(intent)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no gap " + intent));
            all.addAll(about(set, gap, json.path("paraphrases").path(intent)));
        });
        for (JsonNode node : json.path("known")) {
            String intent = node.path("intent").asText();
            if (!known.containsKey(intent)) {
                throw new IllegalArgumentException("no key for the topic " + intent);
            }
            all.add(new MeasuredQuestion(set, intent, Optional.empty(),
                    Question.of(Group.UNTOUCHED, node.path("question"), known.getOrDefault(intent, List.of()), Optional.empty())));
        }
        return List.copyOf(all);
    }

    /** Those that the demonstration's rounds measure, each known one with a key of its own. */
    static List<MeasuredQuestion> ofRounds(List<Gap> gaps, JsonNode first, JsonNode more) {
        var all = new ArrayList<MeasuredQuestion>();
        for (Gap gap : gaps) {
            Questions.stream(first.path("gaps")).filter(node -> node.path("intent").asText().equals(gap.intent()))
                    .forEach(node -> all.addAll(about(QuestionSet.DEVELOP, gap, node.path("unseen"))));
            all.addAll(about(QuestionSet.DEVELOP, gap, more.path("unseen").path(gap.intent())));
        }
        Stream.of(first, more).flatMap(file -> Questions.stream(file.path("untouched")))
                .forEach(node -> all.add(new MeasuredQuestion(QuestionSet.DEVELOP, node.path("intent").asText(), Optional.empty(),
                        Question.of(Group.UNTOUCHED, node.path("question"), Questions.key(node.path("answerKey")), Optional.empty()))));
        return List.copyOf(all);
    }

    private static List<MeasuredQuestion> about(QuestionSet set, Gap gap, JsonNode wordings) {
        return Question.list(Group.UNSEEN, wordings, gap.answerKey(), Optional.empty()).stream()
                .map(question -> new MeasuredQuestion(set, gap.intent(), Optional.of(gap), question)).toList();
    }
}
