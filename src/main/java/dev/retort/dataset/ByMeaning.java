package dev.retort.dataset;

import dev.retort.meaning.Encoder;

/**
 * A wish that questions be compared by their meaning, too.
 *
 * @param encoder is not closed here
 * @param most    different questions that are compared so, the first of a file; each takes the encoder some milliseconds
 */
public record ByMeaning(Encoder encoder, int most) {
    /** Enough for a desk's own questions, and less than a minute for a file of any length. */
    public static final int MOST = 10_000;
}
