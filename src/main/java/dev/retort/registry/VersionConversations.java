package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A version's own conversations, in {@code retort/} beside the model: whoever learns from the version replays some and measures others. They are listed in
 * its manifest, but the same model with other ones is the same version.
 */
final class VersionConversations {
    static final String FOLDER = "retort";
    private static final String REPLAY = "replay.jsonl";
    private static final List<String> NAMES = List.of(REPLAY, "domain-gate.jsonl");

    private VersionConversations() {}

    /** Copies those that there are. @return name to SHA-256 */
    static SortedMap<String, String> copy(Path from, Path to) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String name : NAMES) {
            if (Files.exists(from.resolve(FOLDER).resolve(name))) {
                Path copied = Files.createDirectories(to.resolve(FOLDER)).resolve(name);
                Files.copy(from.resolve(FOLDER).resolve(name), copied);
                digests.put(name, Digests.ofFile(copied));
            }
        }
        return digests;
    }

    /** @throws DamagedVersionException if a listed one is missing or changed, or another file lies beside them */
    static void verify(Path version, Map<String, String> listed) throws IOException {
        Path folder = version.resolve(FOLDER);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path entry : entries.sorted().toList()) {
                    if (!listed.containsKey(entry.getFileName().toString())) {
                        throw new DamagedVersionException(version, FOLDER + "/" + entry.getFileName(),
                                "was not published with this version");
                    }
                }
            }
        }
        for (Map.Entry<String, String> entry : listed.entrySet()) {
            verified(version, entry.getKey(), entry.getValue());
        }
    }

    static boolean hasReplay(Map<String, String> listed) {
        return listed.containsKey(REPLAY);
    }

    /** @throws DamagedVersionException if it is missing or changed */
    static Path replay(Path version, Map<String, String> listed) throws IOException {
        return verified(version, REPLAY, listed.getOrDefault(REPLAY, ""));
    }

    private static Path verified(Path version, String name, String digest) throws IOException {
        Path file = version.resolve(FOLDER).resolve(name);
        if (!NAMES.contains(name) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Digests.ofFile(file).equals(digest)) {
            throw new DamagedVersionException(version, FOLDER + "/" + name, "is missing or has other bytes than were published");
        }
        return file;
    }
}
