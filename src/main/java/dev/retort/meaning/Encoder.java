package dev.retort.meaning;

/** Turns sentences into vectors. Safe for use by several threads. */
public interface Encoder extends AutoCloseable {
    /** Digest of all that decides what the vectors are: those of another are of no use beside them. */
    String digest();

    /** The length of a vector. */
    int dimensions();

    /**
     * The meaning of a text: a vector of length 1. A text that is longer than the encoder reads is cut.
     *
     * @return [dimensions]
     */
    float[] encode(String text);

    @Override
    void close();
}
