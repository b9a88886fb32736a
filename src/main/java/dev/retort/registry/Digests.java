package dev.retort.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** SHA-256 of files and of sets of files, as lower-case hex. */
final class Digests {
    private Digests() {}

    static String ofFile(Path file) throws IOException {
        return of(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The digest of what a name leads to: a hub cache is made of links. */
    static String ofContent(Path file) throws IOException {
        return of(file);
    }

    private static String of(Path file, OpenOption... options) throws IOException {
        MessageDigest sha = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file, options)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** The digest of the lines {@code <sha256>  <name>\n}, sorted by name: what {@code sha256sum} would print for the folder. */
    static String ofNames(SortedMap<String, String> files) {
        MessageDigest sha = sha256();
        files.forEach((name, digest) -> sha.update((digest + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
