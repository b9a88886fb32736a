package dev.retort.memory;

import java.util.List;

import dev.retort.meaning.PackedVector;

/** Questions from the start of conversations that have vectors: enough of them to measure by. */
record MeasuredSample(List<KnownPoint> known, List<Corrected> corrections) {
    /** @param vector as the encoder has it */
    record KnownPoint(Known known, PackedVector vector) {}

    /** @param vector as the encoder has it */
    record Corrected(Remembered one, PackedVector vector) {}
}
