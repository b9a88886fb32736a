package dev.retort.memory;

import java.util.Optional;

import dev.retort.meaning.TextDigest;
import dev.retort.memory.KnownQuestion.Origin;

/** A known question in the memory. Its text is kept until its vector is there. Guarded by the memory's lock. */
final class Known {
    private final TextDigest words;
    private final TextDigest reply;
    private final Origin origin;
    private final boolean first;
    private Optional<Said> unread;
    private Optional<Vectors> vectors = Optional.empty();

    Known(Said said, TextDigest words, TextDigest reply, Origin origin) {
        this.words = words;
        this.reply = reply;
        this.origin = origin;
        this.first = said.isFirst();
        this.unread = Optional.of(said);
    }

    TextDigest words() {
        return words;
    }

    TextDigest reply() {
        return reply;
    }

    Origin origin() {
        return origin;
    }

    boolean isFirst() { return first; }

    Optional<Said> unread() {
        return unread;
    }

    Optional<Vectors> vectors() {
        return vectors;
    }

    void isAt(Vectors place) {
        vectors = Optional.of(place);
        unread = Optional.empty();
    }
}
