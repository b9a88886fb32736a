package dev.retort.digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is added, in its order (FIPS 180-4). Texts count by their UTF-8. What is told ends the digest: nothing may be added then. */
public final class Sha256 {
    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The 32 bytes of a text. */
    public static byte[] of(String text) {
        return new Sha256().add(text).bytes();
    }

    /** The first eight bytes of a text's digest. */
    public static long fingerprint(String text) {
        return ByteBuffer.wrap(of(text)).getLong();
    }

    /** The digest of a text in lower-case hex. */
    public static String hex(String text) {
        return new Sha256().add(text).hex();
    }

    /** The digest of a file in lower-case hex. */
    public static String hex(Path file, OpenOption... options) throws IOException {
        return new Sha256().add(file, options).hex();
    }

    /** The digest of all that is left of a stream, in lower-case hex. */
    public static String hex(InputStream in) throws IOException {
        return new Sha256().add(in).hex();
    }

    public Sha256 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    public Sha256 add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds what is left of a buffer. */
    public Sha256 add(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds a file's content. */
    public Sha256 add(Path file, OpenOption... options) throws IOException {
        try (InputStream in = Files.newInputStream(file, options)) {
            return add(in);
        }
    }

    private Sha256 add(InputStream in) throws IOException {
        reading(in).transferTo(OutputStream.nullOutputStream());
        return this;
    }

    /** The same stream, whose bytes are added while somebody reads them. */
    public InputStream reading(InputStream in) {
        return new DigestInputStream(in, digest);
    }

    public byte[] bytes() {
        return digest.digest();
    }

    /** The digest in lower-case hex. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }
}
