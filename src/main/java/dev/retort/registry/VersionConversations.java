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
    private static final List<String> NAMES = List.of("replay.jsonl", "domain-gate.jsonl");

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
            Path file = folder.resolve(entry.getKey());
            if (!NAMES.contains(entry.getKey()) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !Digests.ofFile(file).equals(entry.getValue())) {
                throw new DamagedVersionException(version, FOLDER + "/" + entry.getKey(),
                        "is missing or has other bytes than were published");
            }
        }
    }
}
