/**
 * Says what a reply must not say, whoever asks: patterns of unsafe text, words, and what nobody in the conversation said before.
 * In go standards, bundled or from a file, and a reply with the turns before it; out come findings.
 * The gate and the live server read replies by the same standards.
 */
@NullMarked
package dev.retort.safety;

import org.jspecify.annotations.NullMarked;
