/**
 * Data sets: conversations that somebody has collected, read into a form that training and evaluation can use.
 * In comes a file, CSV or JSONL, of whatever size and encoding and with whatever flaws; out go three files (train, validation, gate) that never change, a manifest
 * with their digests, and a report of what is in them and what was left out, and on request the same rows as other programs read them.
 * Nothing is held in memory but one row and some numbers for each row.
 */
@NullMarked
package dev.retort.dataset;

import org.jspecify.annotations.NullMarked;
