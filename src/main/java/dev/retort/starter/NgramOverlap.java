package dev.retort.starter;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The share of some conversations that stands in others, word for word. */
final class NgramOverlap {
    private NgramOverlap() {}

    /** The share of the runs of {@code n} words inside turns of {@code texts} that occur in a turn of {@code seen}, capitals and signs aside. */
    static double share(List<WrittenConversation> texts, List<WrittenConversation> seen, int n) {
        Set<String> known = new HashSet<>();
        seen.forEach(conversation -> conversation.turns().forEach(turn -> known.addAll(ngrams(turn.content(), n))));
        long all = 0;
        long found = 0;
        for (WrittenConversation conversation : texts) {
            for (var turn : conversation.turns()) {
                for (String ngram : ngrams(turn.content(), n)) {
                    all++;
                    found += known.contains(ngram) ? 1 : 0;
                }
            }
        }
        return (double) found / all;
    }

    private static List<String> ngrams(String text, int n) {
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}' ]", " ").trim().split("\\s+"));
        return java.util.stream.IntStream.rangeClosed(0, words.size() - n).mapToObj(i -> String.join(" ", words.subList(i, i + n)))
                .toList();
    }
}
