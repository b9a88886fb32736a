package dev.retort.meaning;

import java.nio.ByteBuffer;

import dev.retort.digest.Sha256;

/** The first 128 bits of a text's SHA-256. */
public record TextDigest(long high, long low) {
    public static TextDigest of(String text) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(text));
        return new TextDigest(digest.getLong(), digest.getLong());
    }
}
