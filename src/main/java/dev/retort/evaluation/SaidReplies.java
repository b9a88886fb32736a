package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;

import dev.retort.model.Gpt2;

/** Whether a model says the corrected replies where they belong: a person reads what is said, not how likely it was. */
final class SaidReplies {
    private static final int MOST = 48;

    private SaidReplies() {}

    /**
     * For each corrected prompt, how alike the greedy reply is to the corrected one, less how alike it is to the most similar of the other prompts'
     * corrected replies (shares of words, so -1 to 1). A prompt is left out if no other has a different reply, or if there is no room for one.
     */
    static List<Double> of(Gpt2 model, GateSet set, GateRules rules) {
        int reserve = Math.min(rules.degenerationTokens(), model.config().contextLength() / 2);
        List<GateExample> asked = new ArrayList<>();
        List<int[]> prompts = new ArrayList<>();
        for (GateExample example : set.corrections().subList(0, Math.min(MOST, set.corrections().size()))) {
            if (!others(set, example).isEmpty()) {
                GreedyReplies.prompt(model, example, reserve).forEach(prompt -> {
                    asked.add(example);
                    prompts.add(prompt);
                });
            }
        }
        List<GreedyReply> replies = prompts.isEmpty() ? List.of() : GreedyReplies.write(model, prompts, rules.degenerationTokens());
        List<Double> said = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            String reply = replies.get(i).text();
            double nearest = others(set, asked.get(i)).stream().mapToDouble(other -> OtherPrompts.similarity(reply, other)).max().orElse(0);
            said.add(OtherPrompts.similarity(reply, asked.get(i).chosen()) - nearest);
        }
        return said;
    }

    private static List<String> others(GateSet set, GateExample example) {
        return set.corrections().stream().map(GateExample::chosen).filter(other -> !OtherPrompts.alike(other, example.chosen())).distinct()
                .toList();
    }
}
