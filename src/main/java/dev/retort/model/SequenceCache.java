package dev.retort.model;

import java.util.Optional;

import ai.djl.pytorch.engine.PtNDArray;

/** A model's memory of one sequence: the keys and values of all its tokens, and their ids. It grows with the sequence. */
public final class SequenceCache implements AutoCloseable {
    static final int STEP = 128; // positions by which it grows

    final PtNDArray history; // [context]
    final long bytesPerToken;
    PtNDArray keysAndValues; // [layers, 2, heads, capacity, head width]
    int capacity;
    int length;
    Optional<ScoredToken> scored = Optional.empty();

    SequenceCache(PtNDArray history, PtNDArray keysAndValues, int capacity, int length, long bytesPerToken) {
        this.history = history;
        this.keysAndValues = keysAndValues;
        this.capacity = capacity;
        this.length = length;
        this.bytesPerToken = bytesPerToken;
    }

    /** Counts the tokens in it. */
    public int length() {
        return length;
    }

    /** The token that was chosen last, where its {@link Choice} asked to be told of it. */
    public Optional<ScoredToken> scored() {
        return scored;
    }

    /** Memory of the keys and values, room to grow included. */
    public long bytes() {
        return capacity * bytesPerToken;
    }

    @Override
    public void close() {
        history.close();
        keysAndValues.close();
    }
}
