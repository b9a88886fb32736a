package dev.retort.bench;

import java.util.Random;

import dev.retort.meaning.Encoder;

/**
 * An encoder that works as it is, but draws the vectors of texts that only fill a memory by lot: a hundred thousand would take it minutes.
 *
 * @param encoder for all other texts
 */
record FilledEncoder(Encoder encoder) implements Encoder {
    static final String FILLS = "filling ";

    @Override
    public String digest() {
        return encoder.digest();
    }

    @Override
    public int dimensions() {
        return encoder.dimensions();
    }

    @Override
    public boolean reads(String text) {
        return encoder.reads(text);
    }

    @Override
    public float[] encode(String text) {
        return text.startsWith(FILLS) ? drawn(text.hashCode()) : encoder.encode(text);
    }

    private float[] drawn(int lot) {
        var random = new Random(lot);
        var vector = new float[encoder.dimensions()];
        double squares = 0;
        for (int d = 0; d < vector.length; d++) {
            vector[d] = (float) random.nextGaussian();
            squares += vector[d] * vector[d];
        }
        for (int d = 0; d < vector.length; d++) {
            vector[d] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    @Override
    public void close() {
        encoder.close();
    }
}
