/**
 * Holds the model versions that this process serves with, a bounded set of them, and changes the champion without a dropped request. In come
 * announcements of champions (topic {@code retort.models}) and version folders from the registry. Out go leases: a version, its engine, its
 * tokenizer, for as long as a reply takes; and a span for each reply.
 */
@NullMarked
package dev.retort.serving;

import org.jspecify.annotations.NullMarked;
