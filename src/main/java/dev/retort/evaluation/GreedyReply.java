package dev.retort.evaluation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The reply of a model that takes the likeliest token each time.
 *
 * @param text the reply
 * @param ids its tokens, without the end token
 * @param ended whether it came to its end; else it was cut where it was too long
 */
record GreedyReply(String text, int[] ids, boolean ended) {
    private static final int N_GRAM = 4;
    private static final int SHORTEST_LOOP = 12;
    private static final double REPEATED = 0.4;

    boolean degenerate() {
        return empty() || looping();
    }

    /** Says nothing: no letter and no digit of any script. */
    boolean empty() {
        return text.codePoints().noneMatch(Character::isLetterOrDigit);
    }

    /**
     * Says the same again and again: more than 40 % of its 4-grams of tokens were already in it (seq-rep-4 of Welleck et al. 2019, "Neural Text
     * Generation with Unlikelihood Training", section 6). Saying a sentence twice is enough; replies under 12 tokens never count.
     */
    boolean looping() {
        return ids.length >= SHORTEST_LOOP && repetition() > REPEATED;
    }

    /** Share of the 4-grams of tokens that were in it before: 0 to 1, 0 without any. */
    double repetition() {
        int total = ids.length - N_GRAM + 1;
        if (total < 1) {
            return 0;
        }
        Set<List<Integer>> distinct = new HashSet<>();
        for (int i = 0; i < total; i++) {
            distinct.add(Arrays.stream(ids, i, i + N_GRAM).boxed().toList());
        }
        return 1 - distinct.size() / (double) total;
    }
}
