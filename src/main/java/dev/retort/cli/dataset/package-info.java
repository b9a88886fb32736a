/**
 * Reads conversations that somebody has collected, as CSV or JSONL, into a data set that training and evaluation can use.
 * In comes a file, of whatever size and with whatever flaws; out go three files (train, validation, gate), a manifest, and a report that says which
 * lines were left out and why.
 * Nothing is held in memory but one line and a number per example.
 */
@NullMarked
package dev.retort.cli.dataset;

import org.jspecify.annotations.NullMarked;
