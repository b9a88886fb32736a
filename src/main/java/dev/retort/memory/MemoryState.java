package dev.retort.memory;

import java.util.Optional;

/**
 * The numbers and bytes of what a memory holds.
 *
 * @param pending texts whose vectors are still to be made; until then they are recalled by words and by rule 2 only
 * @param wrong   replies that rule 2 corrects
 * @param bytes   estimate of what all of it takes
 * @param encoder the encoder's digest; empty without one
 */
public record MemoryState(int corrections, int known, int letGo, int pending, int wrong, long bytes, Optional<String> encoder) {}
