package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.retort.model.Gpt2;
import dev.retort.model.Labelled;
import dev.retort.model.TurnTooLongException;

/**
 * Flagged replies that nobody bettered, as tests: does the model still say them?
 *
 * @param flags how many fit the model's context
 * @param perplexity of them: it should rise
 * @param answered how many of their prompts were replied to
 * @param saysFlagged share of these whose greedy reply is still the flagged one, 0 to 1
 */
public record FlagTests(int flags, double perplexity, int answered, double saysFlagged) {

    static Optional<FlagTests> of(Gpt2 model, List<FlaggedReply> flags, List<FlaggedAnswer> answers) {
        List<Labelled> replies = new ArrayList<>();
        for (FlaggedReply flag : flags) {
            try {
                replies.add(model.template().example(flag.prompt(), flag.reply()));
            } catch (TurnTooLongException e) {
                // counts as little as a correction that is too long
            }
        }
        if (replies.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FlagTests(replies.size(), Measurements.perplexity(ReplyScorer.score(model, replies)), answers.size(),
                answers.stream().filter(FlaggedAnswer::same).count() / (double) Math.max(1, answers.size())));
    }
}
