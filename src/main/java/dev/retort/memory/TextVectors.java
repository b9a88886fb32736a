package dev.retort.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.retort.meaning.Encoder;
import dev.retort.meaning.KeptVectors;
import dev.retort.meaning.PackedVector;
import dev.retort.meaning.TextDigest;
import org.jboss.logging.Logger;

/** The vectors of texts: from the file, or else from the encoder. For the memory's own thread, but for {@link #of} and {@link #forgot}. */
final class TextVectors {
    private static final Logger LOG = Logger.getLogger(TextVectors.class);
    private static final int MANY = 1000;
    private static final long KEEP_UNUSED = TimeUnit.MINUTES.toNanos(10);
    private static final long UNSAVED_FOR = TimeUnit.SECONDS.toNanos(30);

    private final Encoder encoder;
    private final Optional<Path> file;
    private final Map<TextDigest, PackedVector> kept = new HashMap<>(); // not asked for yet
    private final long begun = System.nanoTime();
    private long savedAt = begun;
    private int unsaved;
    private volatile boolean forgot; // since the file was written

    TextVectors(Encoder encoder, Optional<Path> file) {
        this.encoder = encoder;
        this.file = file;
    }

    void read() {
        file.ifPresent(path -> kept.putAll(KeptVectors.read(path, encoder)));
    }

    /** The vector that the encoder makes now. */
    Vectors.Of of(String text) {
        return new Vectors.Of(TextDigest.of(text), PackedVector.of(encoder.encode(text)));
    }

    /** The vector that was kept, or is made now to be kept. */
    Vectors.Of keptOf(String text) {
        TextDigest digest = TextDigest.of(text);
        PackedVector vector = kept.remove(digest);
        if (vector != null) {
            return new Vectors.Of(digest, vector);
        }
        unsaved++;
        return of(text);
    }

    Vectors keptOf(Said said) {
        return new Vectors(keptOf(said.last()), said.isFirst() ? Optional.empty() : Optional.of(keptOf(said.together())));
    }

    /** Something went, so that the file holds too much. */
    void forgot() {
        forgot = true;
    }

    boolean isUnsaved() { return file.isPresent() && (unsaved > 0 || forgot); }

    /** @param held vectors that there are */
    boolean isToBeSaved(int held) {
        return isUnsaved() && (unsaved >= Math.max(MANY, held / 10) || System.nanoTime() - savedAt > UNSAVED_FOR);
    }

    /**
     * Writes these, and those of the file that nobody has asked for yet.
     *
     * @param held is asked after what has gone until now is taken note of: what goes meanwhile is for the next time
     */
    void save(Supplier<Stream<Vectors.Of>> held) {
        forgot = false;
        unsaved = 0;
        savedAt = System.nanoTime();
        if (savedAt - begun > KEEP_UNUSED) {
            kept.clear(); // of texts that are not in the memory any more
        }
        Map<TextDigest, PackedVector> vectors = new HashMap<>(kept);
        held.get().forEach(one -> vectors.put(one.text(), one.vector()));
        file.ifPresent(path -> write(path, vectors));
    }

    private void write(Path path, Map<TextDigest, PackedVector> vectors) {
        try {
            KeptVectors.write(path, encoder, vectors.entrySet());
        } catch (IOException e) {
            LOG.warnf("%s can't be written (%s); the next start makes the vectors anew", path, e.getMessage());
        }
    }

    void close() {
        encoder.close();
    }
}
