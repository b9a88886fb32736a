package dev.retort.report;

import java.util.Locale;
import java.util.regex.Pattern;

/** HTML out of texts that anybody may have written. */
final class Html {
    private static final Pattern DIRECTIONS = Pattern.compile("[\\u202a-\\u202e\\u2066-\\u2069]");

    private Html() {}

    /**
     * Text as HTML shows it, in an element or a quoted attribute: no markup, and no character that works unseen. Control characters become their
     * pictures, marks that turn the direction of writing their code points, halves of characters the replacement character.
     */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(safe, c));
        return DIRECTIONS.matcher(safe).replaceAll(mark -> "[U+%04X]".formatted((int) mark.group().charAt(0)));
    }

    private static void append(StringBuilder safe, int c) {
        switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case '\'' -> safe.append("&#39;");
            case '\n', '\t' -> safe.append((char) c);
            case 0x7f -> safe.append('\u2421');
            default -> {
                if (c < 0x20) {
                    safe.append((char) (0x2400 + c));
                } else if (c >= 0x80 && c < 0xa0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                        || (c & 0xfffe) == 0xfffe) {
                    safe.append('\ufffd');
                } else {
                    safe.appendCodePoint(c);
                }
            }
        }
    }

    /** {@link String#format} the same in every locale. */
    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Somebody's words: their own direction of writing, kept from turning what stands around them. */
    static String said(String text) {
        return text.isBlank() ? "<span class=faint>(nothing)</span>" : "<bdi class=said dir=auto>" + escaped(text) + "</bdi>";
    }
}
