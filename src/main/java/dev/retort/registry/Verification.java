package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Is a version's folder still exactly what was published? */
final class Verification {
    private static final Set<String> BESIDE_THE_MODEL = Set.of(ManifestJson.FILE, ModelCard.FILE);

    private Verification() {}

    /** Reads all files; returns the manifest if every one is there, is a regular file, has its bytes, and nothing else lies beside them. */
    static Manifest verify(Path folder, VersionId id) throws IOException {
        Manifest manifest = ManifestJson.read(folder, id);
        for (String name : names(folder)) {
            boolean conversations = name.equals(VersionConversations.FOLDER) && !manifest.conversations().isEmpty();
            if (!manifest.files().containsKey(name) && !BESIDE_THE_MODEL.contains(name) && !conversations) {
                throw new DamagedVersionException(folder, name, "was not published with this version");
            }
        }
        for (Map.Entry<String, String> entry : manifest.files().entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new DamagedVersionException(folder, entry.getKey(), "is missing");
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new DamagedVersionException(folder, entry.getKey(), "is not a regular file");
            }
            String digest = digest(folder, file);
            if (!digest.equals(entry.getValue())) {
                throw new DamagedVersionException(folder, entry.getKey(),
                        "has other bytes than were published: SHA-256 " + digest + ", expected " + entry.getValue());
            }
        }
        try {
            VersionConversations.verify(folder, manifest.conversations());
        } catch (DamagedVersionException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedVersionException(folder, VersionConversations.FOLDER, "can't be read: " + e);
        }
        return manifest;
    }

    private static String digest(Path folder, Path file) throws DamagedVersionException {
        try {
            return Digests.ofFile(file);
        } catch (IOException e) {
            throw new DamagedVersionException(folder, file.getFileName().toString(), "can't be read: " + e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
