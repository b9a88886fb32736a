package dev.retort.evaluation;

import java.util.List;

import dev.retort.model.Turn;

/**
 * A reply that was flagged and never bettered, held back from training: the model should not say it.
 *
 * @param id names it in reports
 * @param prompt the turns before the reply
 */
public record FlaggedReply(String id, List<Turn> prompt, String reply) {
    public FlaggedReply {
        prompt = List.copyOf(prompt);
        if (prompt.isEmpty()) {
            throw new IllegalArgumentException("flagged reply " + id + " has no turn before it");
        }
    }
}
