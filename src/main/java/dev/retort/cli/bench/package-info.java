/**
 * Measures speed on the machine at hand, without a server: answering, training, and answering while another process trains.
 * In comes a model; out go tokens per second and times for each token, as lines for people and as figures for programs.
 * Nothing here is asserted by a test: figures differ from machine to machine.
 */
@NullMarked
package dev.retort.cli.bench;

import org.jspecify.annotations.NullMarked;
