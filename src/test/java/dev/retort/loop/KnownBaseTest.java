package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;

import dev.retort.model.Reference;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base model's folder is registered again only when it has changed. */
class KnownBaseTest {
    @TempDir
    Path work;

    @Test
    void theSameFilesAreKnownAndChangedOnesAreNot() throws IOException {
        Path folder = copy();
        ModelRegistry registry = new ModelRegistry(work.resolve("store"));
        assertThat(KnownBase.recall(work, folder, registry)).isEmpty();
        Manifest manifest = registry.publish(folder, ManifestDraft.base(Instant.EPOCH));
        KnownBase.remember(work, folder, manifest);
        assertThat(KnownBase.recall(work, folder, registry)).contains(manifest);
        Files.writeString(folder.resolve("merges.txt"), "\n", java.nio.file.StandardOpenOption.APPEND);
        assertThat(KnownBase.recall(work, folder, registry)).isEmpty();
    }

    @Test
    void otherWeightsOfTheSameNameSizeAndTimeAreAnotherBase() throws IOException {
        Path folder = copy();
        Path weights = folder.resolve("model.safetensors");
        ModelRegistry registry = new ModelRegistry(work.resolve("store"));
        Manifest manifest = registry.publish(folder, ManifestDraft.base(Instant.EPOCH));
        KnownBase.remember(work, folder, manifest);
        FileTime time = Files.getLastModifiedTime(weights);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
        Files.setLastModifiedTime(weights, time);
        assertThat(KnownBase.recall(work, folder, registry)).isEmpty();
        assertThat(registry.publish(folder, ManifestDraft.base(Instant.EPOCH)).id()).isNotEqualTo(manifest.id());
    }

    @Test
    void whatIsNoPartOfTheModelDoesNotMakeAnotherBase() throws IOException {
        Path folder = copy();
        ModelRegistry registry = new ModelRegistry(work.resolve("store"));
        Manifest manifest = registry.publish(folder, ManifestDraft.base(Instant.EPOCH));
        KnownBase.remember(work, folder, manifest);
        Files.writeString(folder.resolve("pytorch_model.bin"), "a pickle");
        assertThat(KnownBase.recall(work, folder, registry)).contains(manifest);
    }

    @Test
    void aVersionThatTheStoreHasLostIsNotKnown() throws IOException {
        Path folder = copy();
        KnownBase.remember(work, folder, new ModelRegistry(work.resolve("store")).publish(folder, ManifestDraft.base(Instant.EPOCH)));
        assertThat(KnownBase.recall(work, folder, new ModelRegistry(work.resolve("other")))).isEmpty();
    }

    private Path copy() throws IOException {
        Path folder = Files.createDirectory(work.resolve("base"));
        try (Stream<Path> files = Files.list(Reference.MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return folder;
    }
}
