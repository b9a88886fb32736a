/**
 * The questions about the past that a chat has and that only the database can answer.
 * In come the id of a conversation, or a piece of feedback.
 * Out goes what is stored of it; {@code curation} answers, and {@code chat} asks where there is somebody to ask.
 */
@NullMarked
package dev.retort.recall;

import org.jspecify.annotations.NullMarked;
