package dev.retort.curation;

import java.util.Locale;

/** An enum that is stored and shown as its name in lower case. */
public interface Word {
    String name();

    /** The name in lower case. */
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The constant that was stored as this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    static <E extends Enum<E> & Word> E of(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
