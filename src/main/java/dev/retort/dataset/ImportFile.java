package dev.retort.dataset;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

import dev.retort.digest.Sha256;

/**
 * A file or standard input to import, packed by gzip or not: its first bytes tell.
 *
 * @param name for messages and the manifest
 * @param size in bytes, as it lies on the disk; empty if nobody can know
 * @param encoding of its text; if it is not named, the bytes have to show it
 */
public record ImportFile(String name, OptionalLong size, Opening opening, Optional<Charset> encoding) {

    /** Opens it. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    /** @throws BadDataException if there is no such file */
    public static ImportFile of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadDataException(file + (Files.isDirectory(file) ? ": is a folder, expected a file" : ": no such file"));
        }
        return new ImportFile(file.toString(), OptionalLong.of(Files.size(file)), () -> Files.newInputStream(file), Optional.empty());
    }

    public static ImportFile standardInput(InputStream in) {
        return new ImportFile("standard input", OptionalLong.empty(), () -> in, Optional.empty());
    }

    /** The same file in an encoding that somebody knows. */
    public ImportFile in(Charset known) {
        return new ImportFile(name, size, opening, Optional.of(known));
    }

    /** Counts and digests what is read from the disk, and hands on what was packed in it. */
    static final class Reading implements AutoCloseable {
        private final Counting counting;
        private final Sha256 sha = new Sha256();
        private final InputStream text;

        private Reading(String name, InputStream raw) throws IOException {
            counting = new Counting(raw);
            text = Unpacked.of(name, new BufferedInputStream(sha.reading(counting), 1 << 16));
        }

        InputStream text() {
            return text;
        }

        /** Bytes read so far, packed ones where it is packed. */
        long bytes() {
            return counting.bytes;
        }

        /** The digest of all that was read, as {@code sha256:…}. */
        String digest() {
            return "sha256:" + sha.hex();
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }

    Reading read() throws IOException {
        return new Reading(name, opening.open());
    }

    private static final class Counting extends FilterInputStream {
        private long bytes;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            bytes += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = in.read(to, from, length);
            bytes += Math.max(0, n);
            return n;
        }
    }
}
