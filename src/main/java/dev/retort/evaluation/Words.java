package dev.retort.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A text's words in lower case: runs of letters and digits of any script. */
final class Words {
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private Words() {}

    static List<String> of(String text) {
        return BETWEEN.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty()).toList();
    }
}
