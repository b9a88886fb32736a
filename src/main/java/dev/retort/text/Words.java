package dev.retort.text;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of texts: runs of letters and digits of any script. */
public final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]++");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private Words() {}

    /**
     * The words by which texts are compared, in lower case and Unicode's compatibility form (NFKC).
     * A text without any (emoji, punctuation) is one word, so that not all of those are alike.
     */
    public static List<String> of(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<String> words = WORD.matcher(plain).results().map(MatchResult::group).toList();
        return words.isEmpty() ? List.of(plain.replaceAll("\\s+", "")) : words;
    }

    /** The same words in one line, a blank between two: equal for texts that are {@link #same}. */
    public static String joined(String text) {
        return String.join(" ", of(text));
    }

    /** The words with digits, which decide where a sentence is like another: 14 euros are not 12 euros. */
    public static Set<String> figures(List<String> words) {
        return words.stream().filter(word -> word.chars().anyMatch(Character::isDigit)).collect(Collectors.toUnmodifiableSet());
    }

    /** The words as they are written, in lower case. A text without any has none. */
    public static List<String> inLowerCase(String text) {
        return BETWEEN.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty()).toList();
    }

    /** Compares texts by their words in order, whatever their case, punctuation, spacing and Unicode form. */
    public static boolean same(String one, String other) {
        return of(one).equals(of(other));
    }
}
