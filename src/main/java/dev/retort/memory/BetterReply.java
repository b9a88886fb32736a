package dev.retort.memory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.retort.meaning.PackedVector;
import dev.retort.text.Redaction;

/** A corrected reply. Those that agree have the same meaning. Guarded by the memory's lock. */
final class BetterReply {
    private static final Set<String> PLACEHOLDERS = List.of(Redaction.Kind.values()).stream().map(kind -> "[" + kind.word() + "]")
            .collect(Collectors.toUnmodifiableSet());

    private final String text;
    private final Claim claim;
    private Optional<PackedVector> vector = Optional.empty();
    private BetterReply meaning = this;
    private int users;

    BetterReply(String text) {
        this.text = text;
        this.claim = Claim.of(text);
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

    private boolean saysTheSame(BetterReply other) {
        return claim.mayAgree(other.claim) && vector.isPresent() && other.vector.isPresent()
                && Claim.areAlike(vector.get(), other.vector.get());
    }
}
