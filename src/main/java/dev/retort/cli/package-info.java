/**
 * The commands of {@code retort}: the server, the demonstration, and the tools for data sets, training, evaluation and speed.
 * In come the words of a command line; out go plain text for people and an exit code: 0 it worked, 1 it failed, 2 the input or usage was wrong.
 * Every other package may be used from here, and none uses this one.
 */
@NullMarked
package dev.retort.cli;

import org.jspecify.annotations.NullMarked;
