package dev.retort.training;

/**
 * Chooses the rows that a run learns from, and changes some of them.
 *
 * @param replayRatio replayed conversations for each new example, drawn anew in each epoch, so that old knowledge stays
 * @param wordDropout share of the words of a person's turns that is left out in every other epoch, and of half of what is kept, 0 for none
 * @param tooLong what becomes of examples that don't fit the context
 * @param seed order of the examples, choice of the replayed ones, start of an adapter
 */
public record DataUse(double replayRatio, double wordDropout, TooLong tooLong, long seed) implements HyperparameterGroup {
    public DataUse {
        Bounds.require(replayRatio >= 0 && replayRatio <= 1000, "replayRatio", replayRatio, "0 to 1000");
        Bounds.require(wordDropout >= 0 && wordDropout < 1, "wordDropout", wordDropout, "0 to below 1");
    }

    static DataUse usual() {
        return new DataUse(4, 0, TooLong.DROP, 1);
    }
}
