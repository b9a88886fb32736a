/**
 * Tells the time: of day by the one clock of a process, and passed by stopwatches, which nobody sets.
 * Nothing comes in but limits; out go instants and durations.
 * Whoever needs a time of day is given a {@link java.time.Clock}, so that a test can give another.
 */
@NullMarked
package dev.retort.time;

import org.jspecify.annotations.NullMarked;
