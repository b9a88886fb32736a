package dev.retort.memory;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import dev.retort.meaning.TextDigest;

/** A correction in the memory. Guarded by the memory's lock; those that are the same are one object. */
final class Remembered {
    private final Correction correction;
    private final Said said;
    private final TextDigest words;
    private final BetterReply answer;
    private final Set<Remembered> contradicting = new HashSet<>();
    private Optional<Vectors> vectors = Optional.empty();

    Remembered(Correction correction, Said said, BetterReply answer) {
        this.correction = correction;
        this.said = said;
        this.words = said.words();
        this.answer = answer;
    }

    Correction correction() {
        return correction;
    }

    Said said() {
        return said;
    }

    TextDigest words() {
        return words;
    }

    BetterReply answer() {
        return answer;
    }

    Optional<Vectors> vectors() {
        return vectors;
    }

    void isAt(Vectors place) {
        vectors = Optional.of(place);
    }

    /** Those of the same question that say something else. */
    Set<Remembered> contradicting() {
        return contradicting;
    }
}
