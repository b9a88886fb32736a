package dev.retort.registry;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;

import dev.retort.digest.Sha256;

/** Digests of files and of sets of files, as lower-case hex. */
final class Digests {
    private Digests() {}

    static String ofFile(Path file) throws IOException {
        return Sha256.hex(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The digest of what a name leads to: a hub cache is made of links. */
    static String ofContent(Path file) throws IOException {
        return Sha256.hex(file);
    }

    /** The digest of the lines {@code <sha256>  <name>\n}, sorted by name: what {@code sha256sum} would print for the folder. */
    static String ofNames(SortedMap<String, String> files) {
        Sha256 sha = new Sha256();
        files.forEach((name, digest) -> sha.add(digest + "  " + name + "\n"));
        return sha.hex();
    }
}
