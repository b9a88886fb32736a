package dev.retort.meaning;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

import dev.retort.artifacts.WholeFile;
import org.jboss.logging.Logger;

/**
 * A file of vectors, so that a start does not make them anew. It holds no texts, only their digests. One that is damaged or of another encoder is as good
 * as none.
 */
public final class KeptVectors {
    private static final Logger LOG = Logger.getLogger(KeptVectors.class);
    private static final int MAGIC = 0x52544d31;

    private KeptVectors() {}

    /**
     * Reads the vectors of a file, by the digests of their texts.
     *
     * @return none if there is no file, or none that holds vectors of this encoder
     */
    public static Map<TextDigest, PackedVector> read(Path file, Encoder encoder) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        var sum = new CRC32();
        try (var in = new DataInputStream(new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), sum))) {
            Optional<String> fault = heading(in, encoder);
            if (fault.isPresent()) {
                LOG.infof("%s: %s; the vectors are made anew", file, fault.get());
                return Map.of();
            }
            Map<TextDigest, PackedVector> vectors = rows(in, encoder.dimensions());
            long expected = sum.getValue();
            if (in.readLong() != expected) {
                throw new IOException("its check sum does not fit its content");
            }
            return vectors;
        } catch (EOFException e) {
            LOG.warnf("%s is cut off; the vectors are made anew", file);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s can't be read (%s); the vectors are made anew", file, e.getMessage());
        }
        return Map.of();
    }

    private static Optional<String> heading(DataInputStream in, Encoder encoder) throws IOException {
        if (in.readInt() != MAGIC) {
            return Optional.of("is no file of vectors");
        }
        if (!in.readUTF().equals(encoder.digest()) || in.readInt() != encoder.dimensions()) {
            return Optional.of("is of another encoder");
        }
        return Optional.empty();
    }

    private static Map<TextDigest, PackedVector> rows(DataInputStream in, int dimensions) throws IOException {
        int count = in.readInt();
        Map<TextDigest, PackedVector> vectors = new HashMap<>();
        for (int i = 0; i < count; i++) {
            var text = new TextDigest(in.readLong(), in.readLong());
            float scale = in.readFloat();
            byte[] values = in.readNBytes(dimensions);
            if (values.length < dimensions) {
                throw new EOFException();
            }
            vectors.put(text, new PackedVector(values, scale));
        }
        return vectors;
    }

    /** Replaces the file by these vectors. Its folder is made if it is not there. */
    public static void write(Path file, Encoder encoder, Collection<Map.Entry<TextDigest, PackedVector>> vectors) throws IOException {
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        WholeFile.replace(file, partial -> {
            var sum = new CRC32();
            try (var out = new DataOutputStream(
                    new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16), sum))) {
                out.writeInt(MAGIC);
                out.writeUTF(encoder.digest());
                out.writeInt(encoder.dimensions());
                out.writeInt(vectors.size());
                for (Map.Entry<TextDigest, PackedVector> vector : vectors) {
                    out.writeLong(vector.getKey().high());
                    out.writeLong(vector.getKey().low());
                    out.writeFloat(vector.getValue().scale());
                    out.write(vector.getValue().values());
                }
                out.writeLong(sum.getValue());
            }
            return file;
        });
    }
}
