/**
 * Shows things on a terminal: lines, colours, progress bars and curves.
 * In come texts and figures; out go characters, as the terminal can show them, or plain lines where there is none.
 * Nothing here knows what it shows.
 */
@NullMarked
package dev.retort.terminal;

import org.jspecify.annotations.NullMarked;
