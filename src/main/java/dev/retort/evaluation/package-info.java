/**
 * Is a candidate better than the champion, and no worse in what nobody corrected, in what it must not say and in how it treats people?
 * In go two models (or one, for its figures), a gate set that neither was trained on, bias probes, an encoder that tells what means the same, and the rules as
 * inequalities.
 * Out come a verdict, accepted, rejected or inconclusive, with every figure, interval and bound it rests on, and each model's report, with and
 * without what a memory recalls beside it.
 */
@NullMarked
package dev.retort.evaluation;

import org.jspecify.annotations.NullMarked;
