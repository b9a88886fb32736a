package dev.retort.curation;

import java.util.List;

/**
 * The examples of one training run, as they were when the run was requested.
 *
 * @param digest   SHA-256 of the examples in order of their ids, in hex
 * @param examples in order of their ids
 */
public record FrozenDataset(String id, String digest, List<CuratedExample> examples) {}
