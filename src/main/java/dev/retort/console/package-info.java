/**
 * Views that put together what several rooms know.
 * In come requests under {@code /api}.
 * Out goes the state of the line as the database has it, beside the state of this process.
 */
@NullMarked
package dev.retort.console;

import org.jspecify.annotations.NullMarked;
