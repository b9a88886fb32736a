package dev.retort.training;

/**
 * Chooses the rows that a run learns from, and changes some of them.
 *
 * @param replayRatio replayed conversations for each new example, drawn anew in each epoch, so that old knowledge stays
 * @param decisionRatio beginnings of replayed replies for each new example, where the model is to stay as it was: what a reply is about is decided in
 *        its first words. Only beside mined examples
 * @param decisionWeight how much each of the first {@value #DECISION} tokens of a learned reply counts beside the others. Only beside mined examples
 * @param wordDropout share of the words of a person's turns that is left out in every other epoch, and of half of what is kept, 0 for none
 * @param tooLong what becomes of examples that don't fit the context
 * @param seed order of the examples, choice of the replayed ones, start of an adapter
 */
public record DataUse(double replayRatio, double decisionRatio, double decisionWeight, double wordDropout, TooLong tooLong, long seed)
        implements
            HyperparameterGroup {
    static final int DECISION = 3;

    public DataUse {
        Bounds.require(replayRatio >= 0 && replayRatio <= 1000, "replayRatio", replayRatio, "0 to 1000");
        Bounds.require(decisionRatio >= 0 && decisionRatio <= 1000, "decisionRatio", decisionRatio, "0 to 1000");
        Bounds.require(decisionWeight > 0 && decisionWeight <= 1000, "decisionWeight", decisionWeight, "above 0, at most 1000");
        Bounds.require(wordDropout >= 0 && wordDropout < 1, "wordDropout", wordDropout, "0 to below 1");
    }

    static DataUse usual() {
        return new DataUse(4, 6, 3, 0, TooLong.DROP, 1);
    }
}
