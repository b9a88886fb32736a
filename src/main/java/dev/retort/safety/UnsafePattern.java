package dev.retort.safety;

/**
 * A kind of text that a reply must not have.
 *
 * @param name what it is, as shown to people: {@code order number}
 * @param pattern a regular expression, found anywhere in the reply whatever the case
 * @param invented only unsafe if neither the conversation nor {@link ReplyStandards#allowed()} has it: a number that the customer gave may be said again
 */
public record UnsafePattern(String name, String pattern, boolean invented) {}
