package dev.retort.memory;

import java.util.LinkedHashSet;
import java.util.Set;

/** A reply that known questions have, with all of them. Guarded by the memory's lock. */
final class KnownReply {
    private final String text;
    private final Set<Known> questions = new LinkedHashSet<>();

    KnownReply(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    Set<Known> questions() {
        return questions;
    }
}
