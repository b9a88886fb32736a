package dev.retort.model;

/** Turns tokens into text as they come. Not safe for use by several threads. */
public final class TextStream {
    private final TokenBytes tokens;
    private final Utf8 utf8 = new Utf8();

    TextStream(TokenBytes tokens) {
        this.tokens = tokens;
    }

    /** @return the text that is now complete: never half a character, perhaps empty */
    public String append(int id) {
        StringBuilder out = new StringBuilder();
        utf8.append(tokens.of(id), out);
        return out.toString();
    }

    /** @return the rest: U+FFFD if the text ends in the middle of a character, else empty */
    public String finish() {
        StringBuilder out = new StringBuilder();
        utf8.finish(out);
        return out.toString();
    }
}
