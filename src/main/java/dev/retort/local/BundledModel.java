package dev.retort.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

import dev.retort.artifacts.Folders;
import dev.retort.digest.Sha256;
import org.jspecify.annotations.Nullable;

/** The starter model that comes with the program, unpacked into a folder of its content's name. */
final class BundledModel {
    private static final String RESOURCES = "/starter-model/";
    private static final List<String> FILES = List.of("config.json", "generation_config.json", "model.safetensors", "tokenizer.json",
            "tokenizer_config.json", "vocab.json", "merges.txt", "README.md", "retort/replay.jsonl", "retort/domain-gate.jsonl");

    private BundledModel() {}

    static Optional<Path> unpack(Home home) throws IOException {
        String digest;
        try (InputStream weights = resource("model.safetensors")) {
            if (weights == null) {
                return Optional.empty();
            }
            digest = Sha256.hex(weights);
        }
        Path folder = home.folder().resolve("starter-model").resolve(digest.substring(0, 12));
        if (!Files.isDirectory(folder)) {
            Path partial = Files.createTempDirectory(Files.createDirectories(folder.resolveSibling("")), ".partial-");
            try {
                for (String file : FILES) {
                    copy(file, partial.resolve(file));
                }
                publish(partial, folder);
            } finally {
                Folders.delete(partial);
            }
        }
        return Optional.of(folder);
    }

    private static void publish(Path partial, Path folder) throws IOException {
        try {
            Folders.publish(partial, folder);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // another command was faster: a server that starts, beside an import
        }
    }

    private static void copy(String file, Path to) throws IOException {
        try (InputStream in = resource(file)) {
            if (in != null) {
                Files.createDirectories(to.resolve("..").normalize());
                Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static @Nullable InputStream resource(String file) {
        return BundledModel.class.getResourceAsStream(RESOURCES + file);
    }
}
