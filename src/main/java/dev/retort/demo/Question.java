package dev.retort.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A customer's question, with the answer key that only an agent has.
 *
 * @param before what the customer says first, each of which gets its reply
 * @param answerKey a right reply contains all of these
 * @param correction empty for questions that nobody corrects
 */
record Question(Group group, List<String> before, String text, List<Pattern> answerKey, Optional<String> correction) {
    enum Group {
        /** Agents correct wrong replies to these. */
        ASKED("asked and corrected"),
        /** The same in other words; never corrected. */
        UNSEEN("unseen paraphrases"),
        /** About other things; never corrected. */
        UNTOUCHED("untouched topics");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** @param wording a text, or a list of a customer's turns of which the last is the question */
    static Question of(Group group, JsonNode wording, List<Pattern> answerKey, Optional<String> correction) {
        var turns = new ArrayList<String>();
        wording.forEach(turn -> turns.add(turn.asText()));
        String text = turns.isEmpty() ? wording.asText() : turns.remove(turns.size() - 1);
        return new Question(group, List.copyOf(turns), text, answerKey, correction);
    }

    static List<Question> list(Group group, JsonNode wordings, List<Pattern> answerKey, Optional<String> correction) {
        return Questions.stream(wordings).map(wording -> of(group, wording, answerKey, correction)).toList();
    }

    boolean isRight(String reply) {
        return holdsAll(answerKey, reply);
    }

    static boolean holdsAll(List<Pattern> key, String reply) {
        String lower = reply.toLowerCase(Locale.ROOT);
        return key.stream().allMatch(pattern -> pattern.matcher(lower).find());
    }
}
