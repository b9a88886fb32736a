package dev.retort.evaluation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.retort.model.Turn;
import dev.retort.text.Words;

/** The prompts after which a correction's reply would be wrong: those whose own right reply says something else. */
final class OtherPrompts {
    private static final int MOST = 8;
    private static final int SCORED = 400;
    private static final double ALIKE = 0.5;

    private OtherPrompts() {}

    /** At most eight, fewer in a large set, first of the corrections that follow the example, then of the domain. */
    static List<List<Turn>> of(GateSet set, GateExample example) {
        int most = Math.max(1, Math.min(MOST, SCORED / set.corrections().size()));
        int place = set.corrections().indexOf(example);
        List<GateExample> candidates = new ArrayList<>(set.corrections().subList(place + 1, set.corrections().size()));
        candidates.addAll(set.corrections().subList(0, place));
        candidates.addAll(set.domain());
        return candidates.stream().filter(other -> !other.prompt().equals(example.prompt()) && !alike(other.chosen(), example.chosen()))
                .map(GateExample::prompt).distinct().limit(most).toList();
    }

    /** Do two replies share half of their words? */
    static boolean alike(String one, String other) {
        return similarity(one, other) >= ALIKE;
    }

    /** The words that two replies share, of all their words (Jaccard): 0 to 1. Two replies without words are the same. */
    static double similarity(String one, String other) {
        Set<String> words = words(one);
        Set<String> otherWords = words(other);
        Set<String> both = new HashSet<>(words);
        both.retainAll(otherWords);
        words.addAll(otherWords);
        return words.isEmpty() ? 1 : both.size() / (double) words.size();
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Words.inLowerCase(text));
    }
}
