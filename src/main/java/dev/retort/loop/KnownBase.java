package dev.retort.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

import dev.retort.registry.FolderContent;
import dev.retort.registry.Manifest;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.trainer.JobJson;

/**
 * Remembers which version a base model's folder was, so that a start with the same content need not copy it again.
 *
 * @param files name to SHA-256 of the files that make the model; their sizes and times would not tell other weights apart
 */
record KnownBase(String folder, TreeMap<String, String> files, String version) {
    private static final String FILE = "base.json";

    /** The version that this folder was when it was last registered, if its files have the same content. */
    static Optional<Manifest> recall(Path home, Path folder, ModelRegistry registry) {
        try {
            KnownBase known = JobJson.MAPPER.readValue(home.resolve(FILE).toFile(), KnownBase.class);
            return known.equals(of(folder, known.version()))
                    ? Optional.of(registry.open(new VersionId(known.version())).manifest())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not known, or lost or damaged in the store: registering it again repairs that
        }
    }

    static void remember(Path home, Path folder, Manifest manifest) throws IOException {
        Files.createDirectories(home);
        JobJson.MAPPER.writeValue(home.resolve(FILE).toFile(), of(folder, manifest.id().value()));
    }

    private static KnownBase of(Path folder, String version) throws IOException {
        return new KnownBase(folder.toAbsolutePath().toString(), new TreeMap<>(FolderContent.of(folder)), version);
    }
}
