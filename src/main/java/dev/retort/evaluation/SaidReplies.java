package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Whether a model says the corrected replies where they belong: a person reads what is said, not how likely it was. */
final class SaidReplies {
    private SaidReplies() {}

    /**
     * For each corrected prompt, how alike the greedy reply is to the corrected one, less how alike it is to the most similar of the other prompts'
     * corrected replies (shares of words, so -1 to 1). A prompt is left out if no other has a different reply.
     */
    static List<Double> of(List<Answered> corrected, List<GateExample> corrections) {
        List<Double> said = new ArrayList<>();
        for (Answered answer : corrected) {
            String right = answer.example().chosen();
            String reply = answer.reply().text();
            corrections.stream().map(GateExample::chosen).filter(other -> !OtherPrompts.alike(other, right)).distinct()
                    .mapToDouble(other -> OtherPrompts.similarity(reply, other)).max()
                    .ifPresent(nearest -> said.add(OtherPrompts.similarity(reply, right) - nearest));
        }
        return said;
    }
}
