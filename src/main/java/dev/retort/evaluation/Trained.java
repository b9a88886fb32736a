package dev.retort.evaluation;

import java.util.List;

/**
 * The examples that a candidate was trained on. No rule rests on them. The report tells how well they were learned, and what is said by rote.
 *
 * @param corrections approved corrections of the training set
 * @param replies all replies that were trained on
 */
public record Trained(List<GateExample> corrections, List<String> replies) {
    private static final Trained NOTHING = new Trained(List.of(), List.of());

    public Trained {
        corrections = List.copyOf(corrections);
        replies = List.copyOf(replies);
    }

    public static Trained nothing() {
        return NOTHING;
    }
}
