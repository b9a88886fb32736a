package dev.retort.memory;

import java.text.Normalizer;
import java.util.Locale;

/** The letters and digits of a text and nothing else: two replies that differ in case, spaces or punctuation are the same mistake. */
final class Letters {
    private Letters() {}

    static String of(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var letters = new StringBuilder(plain.length());
        plain.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        return letters.isEmpty() ? plain.strip() : letters.toString();
    }
}
