package dev.retort.evaluation;

import java.util.List;
import java.util.Optional;

import dev.retort.model.Turn;

/**
 * A prompt with the reply it should get; never trained on.
 *
 * @param id names it in reports
 * @param prompt the turns before the reply
 * @param chosen the right reply
 * @param rejected the reply that was flagged, if there was one
 * @param source {@code correction} or {@code domain}
 */
public record GateExample(String id, List<Turn> prompt, String chosen, Optional<String> rejected, String source) {
    public GateExample {
        prompt = List.copyOf(prompt);
        if (prompt.isEmpty()) {
            throw new IllegalArgumentException("gate example " + id + " has no turn before its reply");
        }
    }
}
