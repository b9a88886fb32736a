/**
 * The memory of corrections that this process answers from.
 * In come corrections and praise from {@code retort.memory}, questions that were answered from {@code retort.exchanges}, the champion's own conversations,
 * and each question that somebody asks here. Out goes, for each reply, what is said of it and when: the model's own words, or a correction in their place.
 */
@NullMarked
package dev.retort.remembering;

import org.jspecify.annotations.NullMarked;
