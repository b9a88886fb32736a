package dev.retort.text;

import java.util.List;
import java.util.Set;

/** Words that turn a sentence into its contrary. */
public final class Negation {
    /** In the languages that most shops write in; {@code t} is the end of "don't". */
    private static final Set<String> WORDS = Set.of("no", "not", "never", "none", "nobody", "nothing", "cannot", "without", "t", "nein",
            "nicht", "kein",
            "keine", "keinen", "niemals", "ohne", "non", "ne", "pas", "jamais", "aucun", "aucune", "sans", "nunca", "sin", "não", "nem",
            "sem", "mai",
            "senza", "nee", "niet", "geen", "nooit", "zonder", "nej", "inte", "ikke", "ei", "nie", "bez");

    private Negation() {}

    /** Whether one of the words, in lower case, is such a word. */
    public static boolean in(List<String> words) {
        return words.stream().anyMatch(WORDS::contains);
    }
}
