package dev.retort.curation;

import java.time.Instant;
import java.util.Optional;

/**
 * The new examples that a next training run would find.
 *
 * @param newExamples approved examples that ask to be learned and that no run has used yet, in all three splits
 * @param oldest      when the first of them was approved
 * @param newest      when the last of them was approved
 */
public record Waiting(long newExamples, Optional<Instant> oldest, Optional<Instant> newest) {}
