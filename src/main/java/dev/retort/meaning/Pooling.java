package dev.retort.meaning;

import java.nio.FloatBuffer;

/** The way from the states of all tokens to one vector. */
enum Pooling {
    /** The first token's state, as in BERT's and BGE's encoders. */
    FIRST,
    /** The mean of all states. */
    MEAN;

    /**
     * One vector of length 1.
     *
     * @param states [tokens, dimensions]
     */
    float[] pool(FloatBuffer states, int dimensions) {
        var sum = new float[dimensions];
        int tokens = this == FIRST ? 1 : states.remaining() / dimensions;
        for (int token = 0; token < tokens; token++) {
            for (int d = 0; d < dimensions; d++) {
                sum[d] += states.get(token * dimensions + d);
            }
        }
        return unit(sum);
    }

    /** The same direction with length 1. Nothing has no direction and stays. */
    static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (squares > 0) {
            float scale = (float) (1 / Math.sqrt(squares));
            for (int d = 0; d < vector.length; d++) {
                vector[d] *= scale;
            }
        }
        return vector;
    }
}
