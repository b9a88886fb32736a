/**
 * Plays the whole loop for somebody who sees it for the first time, and measures how far corrections carry: customers ask, agents correct, the model learns, and the same is asked again.
 * In come a desk's questions with their answer key, which only the simulated agents know; out goes a story in the terminal with a table at its end, or the figures of the sets that were asked for.
 * The server is a process of its own, started as anybody would start it, and everything happens through its public interfaces.
 */
@NullMarked
package dev.retort.demo;

import org.jspecify.annotations.NullMarked;
