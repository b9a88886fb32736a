package dev.retort.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.retort.meaning.Encoder;
import dev.retort.meaning.OnnxEncoder;

/** The program's own encoder, loaded once for all tests, which computes a text once and counts who asks. */
final class TestEncoder implements Encoder {
    private static final Map<String, float[]> COMPUTED = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final String digest;

    private static final class Loaded {
        static final OnnxEncoder ENCODER = load();

        static OnnxEncoder load() {
            try {
                return OnnxEncoder.bundled();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    TestEncoder() {
        this(Loaded.ENCODER.digest());
    }

    /** One that says that it is another. */
    TestEncoder(String digest) {
        this.digest = digest;
    }

    int asked() {
        return asked.get();
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public int dimensions() {
        return Loaded.ENCODER.dimensions();
    }

    @Override
    public float[] encode(String text) {
        asked.incrementAndGet();
        return COMPUTED.computeIfAbsent(text, Loaded.ENCODER::encode).clone();
    }

    @Override
    public void close() {}
}
