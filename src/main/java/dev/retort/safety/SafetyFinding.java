package dev.retort.safety;

/**
 * Something in a reply that should not be said.
 *
 * @param rule what it is: an {@link UnsafePattern}'s name, or {@code word}
 * @param text where it was found in the reply
 */
public record SafetyFinding(String rule, String text) {}
