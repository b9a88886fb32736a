package dev.retort.memory;

import dev.retort.meaning.PackedVector;
import dev.retort.meaning.Space;

/**
 * A question's meaning as the space has it. For a conversation's first question both are the same.
 *
 * @param alone    [dimensions]
 * @param together with the turn before, [dimensions]
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Asked(float[] alone, float[] together) {
    static Asked of(Vectors vectors, Space space) {
        float[] alone = space.place(vectors.alone().vector().unpacked());
        return new Asked(alone, vectors.together().map(Vectors.Of::vector).map(PackedVector::unpacked).map(space::place).orElse(alone));
    }
}
