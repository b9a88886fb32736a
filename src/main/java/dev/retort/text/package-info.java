/**
 * Compares and cleans what people write: words, near duplicates, languages, and personal data that must not be learned.
 * In go texts; out come words, sets of words with their likeness, and redacted texts.
 * Nothing here knows conversations, files or models.
 */
@NullMarked
package dev.retort.text;

import org.jspecify.annotations.NullMarked;
