package dev.retort.generation;

/**
 * The contents of an engine's caches, and the work that they have saved.
 *
 * @param bytes memory of all caches at the moment, at most the engine's bound
 * @param kept ended sequences with a cache for the next turn
 * @param promptTokens of all prompts that were begun
 * @param reusedTokens how many of them were in a cache and did not have to be read
 */
public record CacheUse(long bytes, int kept, long promptTokens, long reusedTokens) {}
