package dev.retort.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.retort.text.Words;

/**
 * Statistics of greedy replies.
 *
 * @param empty without a letter or digit
 * @param looping that say the same again and again
 * @param meanWords length
 * @param meanTokens length, without the end token
 * @param repetition mean share of 4-grams of tokens that were in the reply before (seq-rep-4, Welleck et al. 2019), 0 to 1
 * @param distinct1 different words of all words (Li et al. 2016, "A Diversity-Promoting Objective Function for Neural Conversation Models")
 * @param distinct2 different pairs of words of all pairs
 * @param ended share that came to an end by themselves, 0 to 1
 */
public record ReplyStatistics(int replies, int empty, int looping, double meanWords, double meanTokens, double repetition, double distinct1,
        double distinct2, double ended) {

    static Optional<ReplyStatistics> of(List<GreedyReply> replies) {
        if (replies.isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> words = replies.stream().map(reply -> Words.inLowerCase(reply.text())).toList();
        return Optional.of(new ReplyStatistics(replies.size(), (int) replies.stream().filter(GreedyReply::empty).count(),
                (int) replies.stream().filter(GreedyReply::looping).count(), words.stream().mapToInt(List::size).average().orElse(0),
                replies.stream().mapToInt(reply -> reply.ids().length).average().orElse(0),
                replies.stream().mapToDouble(GreedyReply::repetition).average().orElse(0), distinct(words, 1), distinct(words, 2),
                replies.stream().filter(GreedyReply::ended).count() / (double) replies.size()));
    }

    /** Share of replies that are empty or loop. */
    public double degenerate() {
        return (empty + looping) / (double) replies;
    }

    private static double distinct(List<List<String>> texts, int n) {
        Set<List<String>> different = new HashSet<>();
        int total = 0;
        for (List<String> words : texts) {
            for (int i = 0; i + n <= words.size(); i++, total++) {
                different.add(words.subList(i, i + n));
            }
        }
        return total == 0 ? 0 : different.size() / (double) total;
    }
}
