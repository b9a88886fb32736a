package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Gpt2;
import dev.retort.model.Labelled;
import dev.retort.model.Turn;

/**
 * Exposure of a canary (Carlini et al. 2019, "The Secret Sharer", definition 4): the base-2 logarithm of the number of possible secrets, less that of the
 * true one's rank among them by likelihood. It is 1.4 on average for a secret that the model never saw. Of large spaces some secrets are drawn, and the rank is
 * estimated from those (their section 4.3). A secret likelier than all of them counts as the likeliest of as many as were drawn.
 *
 * @param bits exposure
 * @param mostBits what it would be for the likeliest of those compared
 * @param compared secrets, the true one included
 * @param said whether the greedy reply to the canary's prompt tells the secret
 */
public record Exposure(String prompt, String secret, double bits, double mostBits, int compared, boolean said) {
    private static final int COMPARED = 1024;
    private static final long SEED = 1;

    /** @param canaries of those that don't fit the model's context nothing is told */
    public static List<Exposure> of(Gpt2 model, List<Canary> canaries) {
        return canaries.stream().flatMap(canary -> of(model, canary).stream()).toList();
    }

    private static Optional<Exposure> of(Gpt2 model, Canary canary) {
        List<Turn> prompt = List.of(Turn.user(canary.prompt()));
        int room = model.tokenizer().encode(canary.reply()).length + 8;
        Optional<int[]> asked = GreedyReplies.prompt(model, prompt, room);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        List<String> others = canary.others(COMPARED - 1, SEED);
        List<Labelled> replies = new ArrayList<>(List.of(model.template().example(prompt, canary.reply())));
        others.forEach(other -> replies.add(model.template().example(prompt, other)));
        List<ReplyScore> scores = ReplyScorer.score(model, replies);
        double own = scores.get(0).logProbability();
        long rank = scores.stream().filter(score -> score.logProbability() >= own).count();
        String said = GreedyReplies.write(model, List.of(asked.get()), room).get(0).text();
        return Optional
                .of(new Exposure(canary.prompt(), canary.secret(), log2(scores.size() / (double) rank), log2(scores.size()), scores.size(),
                        said.contains(canary.secret())));
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
