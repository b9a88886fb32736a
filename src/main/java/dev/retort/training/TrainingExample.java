package dev.retort.training;

import java.util.List;
import java.util.Optional;

import dev.retort.model.Turn;

/**
 * A reply and what is known of it.
 *
 * @param prompt the turns before it
 * @param reply what should have been said; or, where {@code flagged}, what should not
 * @param weight how much it counts beside other examples, 1 for an ordinary one
 * @param rejected a worse reply to the same prompt, if one is known
 * @param flagged whether {@code reply} is one that nobody should learn, and no better one is known
 */
public record TrainingExample(List<Turn> prompt, String reply, double weight, Optional<String> rejected, boolean flagged) {
    public TrainingExample {
        prompt = List.copyOf(prompt);
        if (prompt.isEmpty()) {
            throw new IllegalArgumentException("an example needs a turn before its reply");
        }
        if (reply.isBlank()) {
            throw new IllegalArgumentException("the reply to be learned is blank");
        }
        if (!(weight > 0) || weight > 1e6) {
            throw new IllegalArgumentException("weight is " + weight + ", expected above 0, at most 1000000");
        }
        if (flagged && rejected.isPresent()) {
            throw new IllegalArgumentException("a flagged reply has no worse one, expected the pair's better one as the reply");
        }
    }

    /** A reply to be learned. */
    public TrainingExample(List<Turn> prompt, String reply, double weight) {
        this(prompt, reply, weight, Optional.empty(), false);
    }

    TrainingExample withPrompt(List<Turn> turns) {
        return new TrainingExample(turns, reply, weight, rejected, flagged);
    }

    /** With weight 1. */
    public TrainingExample(List<Turn> prompt, String reply) {
        this(prompt, reply, 1);
    }

    /** Two replies to the same prompt; equal ones are no pair. */
    public static TrainingExample pair(List<Turn> prompt, String better, String worse) {
        return new TrainingExample(prompt, better, 1, better.equals(worse) ? Optional.empty() : Optional.of(worse), false);
    }

    /** A reply that should not have been given. */
    public static TrainingExample flagged(List<Turn> prompt, String reply) {
        return new TrainingExample(prompt, reply, 1, Optional.empty(), true);
    }
}
