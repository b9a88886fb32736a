package dev.retort.memory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.retort.meaning.Encoder;
import dev.retort.meaning.PackedVector;

/**
 * Tells whether two replies say the same, as the memory has it: they have the same words, or the encoder finds them alike, the numbers of one are all in the
 * other, and both or none of them negate something. Safe for several threads. It keeps a vector of each reply that it had to encode.
 */
public final class Agreement {
    private final Optional<Encoder> encoder;
    private final Map<String, PackedVector> vectors = new ConcurrentHashMap<>();

    /** @param encoder without one, only the same words agree. It is not closed here */
    public Agreement(Optional<Encoder> encoder) {
        this.encoder = encoder;
    }

    /** Whether both say the same. The encoder is asked only where words, numbers and negation leave it open. */
    public boolean between(String one, String other) {
        Claim claim = Claim.of(one);
        Claim another = Claim.of(other);
        return claim.words().equals(another.words())
                || encoder.isPresent() && claim.mayAgree(another) && Claim.areAlike(vector(one), vector(other));
    }

    private PackedVector vector(String text) {
        return vectors.computeIfAbsent(text, key -> PackedVector.of(encoder.orElseThrow().encode(key)));
    }
}
