package dev.retort.memory;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.retort.meaning.TextDigest;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import dev.retort.text.Redaction;
import dev.retort.text.Words;

/**
 * An inquiry as the memory reads it, without personal data, as corrections are stored.
 *
 * @param last   the question
 * @param before the customer's turn before it, if it is not the first
 */
record Said(String last, Optional<String> before) {
    /** More of a turn is not read. */
    private static final int MOST_CHARACTERS = 1000;
    private static final Redaction REDACTION = new Redaction(Set.of());

    static Said of(Inquiry inquiry) {
        List<String> said = inquiry.turns().stream().filter(turn -> turn.role() == Role.USER).map(Turn::content).toList();
        Optional<String> before = said.size() < 2 ? Optional.empty() : Optional.of(plain(said.get(said.size() - 2)));
        return new Said(plain(said.get(said.size() - 1)), before);
    }

    private static String plain(String text) {
        return REDACTION.redact(text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text);
    }

    /** Whether it can be understood without what was said before. */
    boolean isFirst() { return before.isEmpty(); }

    /** The question with the turn before. */
    String together() {
        return before.map(turn -> turn + "\n" + last).orElse(last);
    }

    /** The same for all that say the question in the same words. */
    TextDigest lastWords() {
        return TextDigest.of(Words.joined(last));
    }

    /** The same for all that say the question, and the turn before it, in the same words. */
    TextDigest words() {
        return before.map(turn -> TextDigest.of(Words.joined(last) + "\n" + Words.joined(turn))).orElseGet(this::lastWords);
    }

    /** The words with digits, which an encoder hardly tells apart. */
    Set<String> figures() {
        return Words.figures(Words.of(last));
    }
}
