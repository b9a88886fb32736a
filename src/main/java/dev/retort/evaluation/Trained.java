package dev.retort.evaluation;

import java.util.List;

/**
 * What a candidate was trained on. No rule rests on it, but the report tells how well it was learned and what is said by rote.
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
