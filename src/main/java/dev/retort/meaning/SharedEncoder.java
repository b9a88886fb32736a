package dev.retort.meaning;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An encoder for several users at once, each of whom may close it: only whoever opened it ends it, with {@link #end}. It keeps the vector of every text, so
 * that a text costs once, however many ask for it.
 */
public final class SharedEncoder implements Encoder {
    private final Encoder encoder;
    private final Map<TextDigest, PackedVector> vectors;

    private SharedEncoder(Encoder encoder, Map<TextDigest, PackedVector> vectors) {
        this.encoder = encoder;
        this.vectors = new ConcurrentHashMap<>(vectors);
    }

    public static SharedEncoder of(Encoder encoder) {
        return new SharedEncoder(encoder, Map.of());
    }

    /** @param file vectors that another process has kept of this encoder; it is only read, and need not be there */
    public static SharedEncoder of(Encoder encoder, Path file) {
        return new SharedEncoder(encoder, KeptVectors.read(file, encoder));
    }

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

    /** The vector, but for what 8 bits lose. */
    @Override
    public float[] encode(String text) {
        return vectors.computeIfAbsent(TextDigest.of(text), digest -> PackedVector.of(encoder.encode(text))).unpacked();
    }

    /** Does nothing: others still ask. */
    @Override
    public void close() {}

    /** Frees the encoder. */
    public void end() {
        encoder.close();
    }
}
