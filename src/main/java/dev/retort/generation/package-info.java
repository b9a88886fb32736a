/**
 * Writes continuations with a GPT-2: many sequences at once, which join and leave at any step.
 * In come prompts as token ids with sampling settings and limits.
 * Out go texts, piece by piece and whole, with the reason why they ended.
 */
@NullMarked
package dev.retort.generation;

import org.jspecify.annotations.NullMarked;
