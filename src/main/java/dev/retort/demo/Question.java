package dev.retort.demo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A customer's question, with the answer key that only an agent has.
 *
 * @param answerKey a right reply contains all of these
 * @param correction empty for questions that nobody corrects
 */
record Question(Group group, String text, List<Pattern> answerKey, Optional<String> correction) {
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

    boolean isRight(String reply) {
        String lower = reply.toLowerCase(Locale.ROOT);
        return answerKey.stream().allMatch(key -> key.matcher(lower).find());
    }
}
