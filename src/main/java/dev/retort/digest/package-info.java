/**
 * Tells contents apart by their SHA-256.
 * In come texts, bytes, files and streams, one after the other; out go 32 bytes, or their 64 digits in hex.
 * Nothing here knows what the contents mean.
 */
@NullMarked
package dev.retort.digest;

import org.jspecify.annotations.NullMarked;
