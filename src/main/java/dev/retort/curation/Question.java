package dev.retort.curation;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.retort.events.ChatTurn;

/**
 * What was asked, as a set of words: two questions are near duplicates if the Jaccard index of their sets is at least 0.8.
 *
 * @param words in the order of {@link #RAREST_FIRST}
 */
public record Question(Set<String> words) {
    /** The least Jaccard index of near duplicates. */
    public static final double NEAR = 0.8;

    /** Any order works that is the same for all; long words are rare, so few questions share them. */
    private static final Comparator<String> RAREST_FIRST = Comparator.comparingInt(String::length).reversed()
            .thenComparing(Comparator.naturalOrder());

    /** The last user turn of a prompt, or its last turn where there is none. */
    static Question of(List<ChatTurn> prompt) {
        String asked = prompt.get(prompt.size() - 1).content();
        for (ChatTurn turn : prompt) {
            if (turn.role() == ChatTurn.Role.USER) {
                asked = turn.content();
            }
        }
        return ofWords(Words.of(asked));
    }

    /** A question that was stored as {@link #text()}. */
    static Question ofText(String text) {
        return ofWords(List.of(text.split(" ")));
    }

    private static Question ofWords(List<String> words) {
        Set<String> ordered = new TreeSet<>(RAREST_FIRST);
        ordered.addAll(words);
        return new Question(new LinkedHashSet<>(ordered));
    }

    /** The words, separated by spaces. */
    String text() {
        return String.join(" ", words);
    }

    String key() {
        return Words.digest(text());
    }

    /**
     * The first words, at least one of which every near duplicate has among its own first ones (prefix filtering: Chaudhuri et al., "A
     * Primitive Operator for Similarity Joins in Data Cleaning", 2006). Finds candidates by an index without missing any.
     */
    List<String> prefix() {
        return words.stream().limit(words.size() - (long) Math.ceil(NEAR * words.size()) + 1).toList();
    }

    boolean isNear(Question other) {
        long shared = words.stream().filter(other.words::contains).count();
        return shared >= NEAR * (words.size() + other.words.size() - shared);
    }
}
