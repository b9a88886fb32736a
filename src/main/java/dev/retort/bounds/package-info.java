/**
 * Bounds what strangers can make a process keep, in number and in bytes.
 * In come the sizes of what is about to be kept.
 * Out goes whether there is room for it, or what had to make room: one who fills a process with their own loses their own, and the process lives on.
 */
@NullMarked
package dev.retort.bounds;

import org.jspecify.annotations.NullMarked;
