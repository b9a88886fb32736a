package dev.retort.lines;

/**
 * The frozen data set that a run learns from.
 *
 * @param dataset its id
 * @param digest SHA-256 of its examples, in hex
 * @param examples how many it holds
 * @param newExamples how many of them no run had before
 */
public record RunData(String dataset, String digest, int examples, int newExamples) {}
