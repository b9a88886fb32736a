package dev.retort.model;

import java.util.Arrays;

/**
 * Tokens, some of them to be learned. Equal to another with the same tokens and labels.
 *
 * @param ids the tokens
 * @param labels as long as {@code ids}: true where the token itself is to be predicted from those before it
 */
public record Labelled(int[] ids, boolean[] labels) {
    /** Counts the tokens to be learned. */
    public int labelled() {
        int n = 0;
        for (boolean label : labels) {
            n += label ? 1 : 0;
        }
        return n;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Labelled same && Arrays.equals(ids, same.ids) && Arrays.equals(labels, same.labels);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }
}
