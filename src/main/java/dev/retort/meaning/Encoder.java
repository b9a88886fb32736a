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

    /**
     * Whether a text's vector stands for the whole of it. That of a text that is cut, or that is written in letters which the encoder does not know, is
     * near to those of texts that mean something else.
     */
    default boolean reads(String text) {
        return true;
    }

    @Override
    void close();
}
