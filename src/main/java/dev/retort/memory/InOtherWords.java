package dev.retort.memory;

import java.util.List;

/**
 * A reply in other words than those that were corrected.
 *
 * @param corrections of the reply in any of its words
 * @param uses for each of its other words, the known questions that have it
 */
record InOtherWords(List<Remembered> corrections, List<List<Known>> uses) {}
