package dev.retort.text;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.retort.digest.Sha256;

/**
 * A text as a set of words. Two texts are near duplicates if the Jaccard index of their sets is at least {@link #NEAR}.
 *
 * @param words in the order of {@link #RAREST_FIRST}
 */
public record WordSet(Set<String> words) {
    /** The least Jaccard index of near duplicates. */
    public static final double NEAR = 0.8;

    /** Any order works that is the same for all; long words are rare, so few questions share them. */
    private static final Comparator<String> RAREST_FIRST = Comparator.comparingInt(String::length).reversed()
            .thenComparing(Comparator.naturalOrder());

    /** The distinct words of a text, by {@link Words#of}. */
    public static WordSet of(String text) {
        return ofWords(Words.of(text));
    }

    /** A set that was stored as {@link #text()}. */
    public static WordSet ofText(String text) {
        return ofWords(List.of(text.split(" ")));
    }

    private static WordSet ofWords(List<String> words) {
        Set<String> ordered = new TreeSet<>(RAREST_FIRST);
        ordered.addAll(words);
        return new WordSet(new LinkedHashSet<>(ordered));
    }

    /** The words, separated by spaces. */
    public String text() {
        return String.join(" ", words);
    }

    /** The same for the same set, and for no other. */
    public String key() {
        return Sha256.hex(text());
    }

    /**
     * The first words: every near duplicate has at least one of them among its own first ones. An index of them finds all candidates
     * (prefix filtering: Chaudhuri et al., "A Primitive Operator for Similarity Joins in Data Cleaning", 2006).
     */
    public List<String> prefix() {
        return words.stream().limit(words.size() - (long) Math.ceil(NEAR * words.size()) + 1).toList();
    }

    /** Whether both are near duplicates. It goes both ways. */
    public boolean isNear(WordSet other) {
        return shares(other, NEAR);
    }

    /** Whether the Jaccard index of both is at least this. */
    public boolean shares(WordSet other, double least) {
        long shared = words.stream().filter(other.words::contains).count();
        return shared >= least * (words.size() + other.words.size() - shared);
    }
}
