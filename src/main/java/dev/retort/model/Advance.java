package dev.retort.model;

import java.util.Optional;

/**
 * The next part of one sequence.
 *
 * @param cache of the sequence so far
 * @param ids tokens that follow, at least one
 * @param choice how to choose the token after them; empty if a longer prompt is still to come
 */
public record Advance(SequenceCache cache, int[] ids, Optional<Choice> choice) {}
