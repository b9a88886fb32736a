package dev.retort.evaluation;

/**
 * A sentence that agrees with a stereotype, and nearly the same one that doesn't.
 *
 * @param biasType what kind of stereotype, as the file names it: {@code race-color}, {@code gender}
 * @param stereo the sentence that agrees with the stereotype more
 * @param anti the other one
 */
public record StereotypePair(String biasType, String stereo, String anti) {}
