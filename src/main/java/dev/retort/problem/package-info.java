/**
 * Refusals as values, and the forms in which they are told.
 * In come problems that any feature finds, with a status, and the errors that the web framework and its router make by themselves.
 * Out go problem details of RFC 9457, and OpenAI's form for paths under {@code /v1}.
 */
@NullMarked
package dev.retort.problem;

import org.jspecify.annotations.NullMarked;
