package dev.retort.model;

/**
 * Decodes UTF-8 that arrives in pieces. Complete characters come out, a started one is kept. Each maximal part that can't be UTF-8 becomes
 * one U+FFFD (the Unicode Standard, section 3.9, "U+FFFD substitution of maximal subparts"), as in Hugging Face's tokenizers.
 */
final class Utf8 {
    private static final int LOW = 0x80;
    private static final int HIGH = 0xBF;

    private int codePoint;
    private int needed; // bytes of the started character that are still to come
    private int low = LOW; // the next byte's range
    private int high = HIGH;

    void append(byte[] bytes, StringBuilder out) {
        for (byte b : bytes) {
            append(b & 0xff, out);
        }
    }

    /** Ends the text: a started character can't be completed any more. */
    void finish(StringBuilder out) {
        if (needed > 0) {
            needed = 0;
            out.append('\uFFFD');
        }
    }

    private void append(int b, StringBuilder out) {
        if (needed > 0) {
            if (b >= low && b <= high) {
                codePoint = codePoint << 6 | b & 0x3f;
                low = LOW;
                high = HIGH;
                if (--needed == 0) {
                    out.appendCodePoint(codePoint);
                }
                return;
            }
            finish(out); // and b starts anew
        }
        low = LOW;
        high = HIGH;
        if (b < 0x80) {
            out.append((char) b);
        } else if (b >= 0xC2 && b <= 0xDF) {
            needed = 1;
            codePoint = b & 0x1f;
        } else if (b >= 0xE0 && b <= 0xEF) {
            needed = 2;
            codePoint = b & 0x0f;
            low = b == 0xE0 ? 0xA0 : LOW; // shorter forms exist
            high = b == 0xED ? 0x9F : HIGH; // surrogates
        } else if (b >= 0xF0 && b <= 0xF4) {
            needed = 3;
            codePoint = b & 0x07;
            low = b == 0xF0 ? 0x90 : LOW;
            high = b == 0xF4 ? 0x8F : HIGH; // the last code point is U+10FFFF
        } else {
            out.append('\uFFFD');
        }
    }
}
