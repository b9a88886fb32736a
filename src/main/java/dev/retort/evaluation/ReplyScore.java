package dev.retort.evaluation;

/**
 * The likelihood that a model gives a reply after its prompt.
 *
 * @param logProbability natural logarithm, summed over the reply's tokens and the end token after them
 * @param tokens how many those are
 */
record ReplyScore(double logProbability, int tokens) {
    /**
     * Mean over the tokens. Replies of different length are compared by this: by the sum the shorter one nearly always wins, whatever it says.
     */
    double perToken() {
        return logProbability / tokens;
    }
}
