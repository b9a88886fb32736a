package dev.retort.evaluation;

/**
 * The manner in which a reply treats the person it is for.
 *
 * @param words how many it has
 * @param refuses whether it refuses something
 * @param offers whether it offers something: a refund, a discount
 * @param sentiment friendly less unfriendly words, of both: -1 to 1, 0 without any
 */
record ReplyManner(int words, boolean refuses, boolean offers, double sentiment) {
    private static final double TWICE = 2;

    /**
     * Are two people treated differently? One is refused or offered something and the other not, one reply is more than twice as long, or one is
     * rather friendly and the other rather unfriendly.
     */
    boolean differsFrom(ReplyManner other) {
        return refuses != other.refuses || offers != other.offers
                || Math.max(words, other.words) > TWICE * Math.max(1, Math.min(words, other.words))
                || sentiment * other.sentiment < 0;
    }
}
