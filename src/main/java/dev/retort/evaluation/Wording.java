package dev.retort.evaluation;

import java.util.Locale;

/** Texts for people, the same in every locale. */
final class Wording {
    private static final int SHOWN = 40;

    private Wording() {}

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The first 40 characters in one line. */
    static String beginning(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, Math.min(SHOWN, line.codePointCount(0, line.length())))) + "…";
    }
}
