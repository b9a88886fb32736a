/**
 * Keeps files and folders that appear whole or not at all, and that survive a power cut once they are there.
 * In go paths and what to write; out come files that other processes may read at any moment.
 * The place is a folder.
 */
@NullMarked
package dev.retort.artifacts;

import org.jspecify.annotations.NullMarked;
