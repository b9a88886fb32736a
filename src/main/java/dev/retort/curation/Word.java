package dev.retort.curation;

import java.util.Locale;

/** An enum that is stored and shown as its name in lower case. */
interface Word {
    String name();

    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
