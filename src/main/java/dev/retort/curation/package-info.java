/**
 * Turns what people say about replies into examples to learn from. Exchanges and feedback come in from Kafka, decisions of reviewers and
 * imported examples from people; reviewed, redacted examples and frozen datasets of them go out.
 * Everything is kept in PostgreSQL with where it came from, every event counts once, and what is nearly the same, by words or by meaning, is on one side of a
 * dataset's parts.
 */
@NullMarked
package dev.retort.curation;

import org.jspecify.annotations.NullMarked;
