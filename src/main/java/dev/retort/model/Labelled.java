package dev.retort.model;

/**
 * Tokens of which some are to be learned.
 *
 * @param ids the tokens
 * @param labels as long as {@code ids}: true where the token itself is to be predicted from those before it
 */
public record Labelled(int[] ids, boolean[] labels) {
    /** How many tokens are to be learned. */
    public int labelled() {
        int n = 0;
        for (boolean label : labels) {
            n += label ? 1 : 0;
        }
        return n;
    }
}
