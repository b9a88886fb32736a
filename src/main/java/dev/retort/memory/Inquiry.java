package dev.retort.memory;

import java.util.List;

import dev.retort.model.Role;
import dev.retort.model.Turn;

/**
 * A customer's question with what was said before it. What "and how much is that?" means depends on the turn before.
 *
 * @param turns the conversation so far, oldest first; the last is the customer's
 */
public record Inquiry(List<Turn> turns) {
    public Inquiry {
        turns = List.copyOf(turns);
        if (turns.isEmpty() || turns.get(turns.size() - 1).role() != Role.USER) {
            throw new IllegalArgumentException("the last turn must be the customer's");
        }
    }

    /** A conversation's first question. */
    public static Inquiry of(String question) {
        return new Inquiry(List.of(Turn.user(question)));
    }

    /** The question itself. */
    public String question() {
        return turns.get(turns.size() - 1).content();
    }
}
