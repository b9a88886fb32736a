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
 * @param source where it comes from: {@code correction}, {@code domain}, the name of an imported file
 * @param domain what it is about, such as {@code delivery}, where that is known
 */
public record GateExample(String id, List<Turn> prompt, String chosen, Optional<String> rejected, String source, Optional<String> domain) {
    public GateExample {
        prompt = List.copyOf(prompt);
        if (prompt.isEmpty()) {
            throw new IllegalArgumentException("gate example " + id + " has no turn before its reply");
        }
    }

    public GateExample(String id, List<Turn> prompt, String chosen, Optional<String> rejected, String source) {
        this(id, prompt, chosen, rejected, source, Optional.empty());
    }
}
