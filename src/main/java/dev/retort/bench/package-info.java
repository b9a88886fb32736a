/**
 * Measures speed on the machine at hand: answering, training, answering while another process trains, and a running server under many clients.
 * In comes a model, or a server's address; out go tokens per second, times and refusals, as lines for people and as figures for programs.
 * Nothing here is asserted by a test: figures differ from machine to machine.
 */
@NullMarked
package dev.retort.bench;

import org.jspecify.annotations.NullMarked;
