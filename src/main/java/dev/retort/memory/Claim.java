package dev.retort.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.retort.meaning.PackedVector;
import dev.retort.text.Negation;
import dev.retort.text.Words;

/**
 * The words of a reply, and those of them that decide: 14.90 euros are not 12.90 euros, however near the sentences are. Neither is a "no" a "yes".
 *
 * @param figures words with digits
 */
record Claim(List<String> words, Set<String> figures, boolean negative) {
    /** Cosine of two replies that say the same in other words, in the encoder's own view. Replies that say something else about the same reach 0.8. */
    private static final double ALIKE = 0.85;

    static Claim of(String text) {
        List<String> words = Words.of(text);
        return new Claim(words,
                Words.figures(words),
                Negation.in(words));
    }

    /** Whether numbers and negation allow that both say the same: one may tell fewer numbers, but no other ones. */
    boolean mayAgree(Claim other) {
        var shared = new HashSet<>(figures);
        shared.retainAll(other.figures);
        return shared.size() == Math.min(figures.size(), other.figures.size()) && negative == other.negative;
    }

    static boolean areAlike(PackedVector one, PackedVector other) {
        return other.cosine(one.unpacked()) >= ALIKE;
    }
}
