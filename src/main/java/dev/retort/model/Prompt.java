package dev.retort.model;

/**
 * A conversation as tokens, ready for a reply.
 *
 * @param ids each turn and its end token
 * @param droppedTurns how many of the oldest turns were left out to make it fit
 */
public record Prompt(int[] ids, int droppedTurns) {}
