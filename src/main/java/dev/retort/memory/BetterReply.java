package dev.retort.memory;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.retort.meaning.PackedVector;
import dev.retort.text.Redaction;
import dev.retort.text.Words;

/** A corrected reply. Those that agree have the same meaning. Guarded by the memory's lock. */
final class BetterReply {
    /** Cosine of two replies that say the same in other words, in the encoder's own view. Replies that say something else about the same reach 0.8. */
    private static final double AGREE = 0.85;
    private static final Set<String> PLACEHOLDERS = List.of(Redaction.Kind.values()).stream().map(kind -> "[" + kind.word() + "]")
            .collect(Collectors.toUnmodifiableSet());

    private final String text;
    private final Set<String> figures;
    private final boolean negative;
    private Optional<PackedVector> vector = Optional.empty();
    private BetterReply meaning = this;
    private int users;

    BetterReply(String text) {
        this.text = text;
        List<String> words = Words.of(text);
        this.figures = words.stream().filter(word -> word.chars().anyMatch(Character::isDigit)).collect(Collectors.toUnmodifiableSet());
        this.negative = Negation.in(words);
    }

    String text() {
        return text;
    }

    /** One correction more that says it. */
    BetterReply use() {
        users++;
        return this;
    }

    /** @return whether no correction says it any more */
    boolean leave() {
        return --users == 0;
    }

    Optional<PackedVector> vector() {
        return vector;
    }

    void isAt(PackedVector place) {
        vector = Optional.of(place);
    }

    /** Whether a customer may be told it: not with a hole where personal data was. */
    boolean canBeSaid() {
        return !text.isBlank() && PLACEHOLDERS.stream().noneMatch(text.toLowerCase(Locale.ROOT)::contains);
    }

    boolean agrees(BetterReply other) {
        return meaning() == other.meaning();
    }

    /** The first of those that say the same. */
    BetterReply meaning() {
        return meaning == this ? this : meaning.meaning();
    }

    /** Takes the other's meaning if both say the same. */
    void compare(BetterReply other) {
        if (!agrees(other) && saysTheSame(other.meaning())) {
            meaning().meaning = other.meaning();
        }
    }

    /** Numbers decide: 14.90 euros are not 12.90 euros, however near the sentences are. So does a "no". */
    private boolean saysTheSame(BetterReply other) {
        var shared = new HashSet<>(figures);
        shared.retainAll(other.figures);
        boolean fit = shared.size() == Math.min(figures.size(), other.figures.size());
        return fit && negative == other.negative && vector.isPresent() && other.vector.isPresent()
                && other.vector.get().cosine(vector.get().unpacked()) >= AGREE;
    }
}
