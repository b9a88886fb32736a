package dev.retort.training;

import java.util.List;

import dev.retort.model.Turn;

/**
 * A reply to be learned.
 *
 * @param prompt the turns before it
 * @param reply what should have been said
 * @param weight how much its tokens count beside those of other examples, 1 for an ordinary one
 */
public record TrainingExample(List<Turn> prompt, String reply, double weight) {
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
    }

    /** With weight 1. */
    public TrainingExample(List<Turn> prompt, String reply) {
        this(prompt, reply, 1);
    }
}
