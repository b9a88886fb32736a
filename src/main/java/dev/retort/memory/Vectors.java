package dev.retort.memory;

import java.util.Optional;

import dev.retort.meaning.PackedVector;
import dev.retort.meaning.TextDigest;

/**
 * A question's meaning as the encoder has it.
 *
 * @param alone    of the question itself
 * @param together of the question with the turn before; empty for a conversation's first
 */
record Vectors(Of alone, Optional<Of> together) {
    /** The vector of a text. */
    record Of(TextDigest text, PackedVector vector) {}
}
