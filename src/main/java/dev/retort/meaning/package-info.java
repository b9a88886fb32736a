/**
 * Turns sentences into vectors that lie close together where the sentences mean the same, and finds the closest.
 * In go texts and, for other languages than English, a folder with an encoder in ONNX.
 * Out come unit vectors, a file that keeps them for the next start, and the nearest of many.
 */
@NullMarked
package dev.retort.meaning;

import org.jspecify.annotations.NullMarked;
