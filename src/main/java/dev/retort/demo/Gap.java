package dev.retort.demo;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.demo.Question.Group;

/**
 * A topic about which the base says the wrong thing, and what agents write instead.
 *
 * @param outdated the old fact that the base states with confidence; empty where nobody told it anything
 * @param answerKey a right reply contains all of these
 * @param asked wordings that agents correct, for each round
 */
record Gap(String intent, List<Pattern> outdated, List<Pattern> answerKey, String correction, List<List<Question>> asked) {
    static Gap read(JsonNode gap) {
        List<Pattern> key = Questions.key(gap.path("answerKey"));
        String correction = gap.path("correction").path(0).asText();
        List<Question> asked = Question.list(Group.ASKED, gap.path("asked"), key, Optional.of(correction));
        return new Gap(gap.path("intent").asText(), Questions.key(gap.path("outdated")), key, correction, List.of(asked));
    }

    /** Whether the reply is right by this gap's key. */
    boolean isRight(String reply) {
        return Question.holdsAll(answerKey, reply);
    }

    /** Whether the reply states the old fact. */
    boolean isOutdated(String reply) {
        return !outdated.isEmpty() && Question.holdsAll(outdated, reply);
    }
}
