/**
 * Is a candidate better than the champion, and no worse in what nobody corrected and in how it treats people?
 * In go two models (or one, for its figures), a gate set that neither was trained on, and the rules as inequalities.
 * Out comes a verdict, accepted, rejected or inconclusive, with every figure, interval and bound it rests on.
 */
@NullMarked
package dev.retort.evaluation;

import org.jspecify.annotations.NullMarked;
