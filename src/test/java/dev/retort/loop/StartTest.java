package dev.retort.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Reference;
import dev.retort.model.Weights;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
    private static final Path MODEL = Reference.MODEL;

    @TempDir
    private Path work;
    private ModelRegistry registry;
    private Manifest base;
    private Manifest first;
    private Manifest second;

    @BeforeEach
    void publishAChainOfRuns() throws Exception {
        registry = new ModelRegistry(work.resolve("store"));
        base = registry.publish(MODEL, ManifestDraft.base(Instant.EPOCH));
        first = run("first", base.id());
        second = run("second", first.id());
    }

    @Test
    void startsFromWhatCameBeforeAnyRun() throws Exception {
        assertThat(Start.BASE.of(second.id(), registry)).isEqualTo(base.id());
        assertThat(Start.BASE.of(base.id(), registry)).isEqualTo(base.id());
    }

    @Test
    void startsFromTheChampionIfToldTo() throws Exception {
        assertThat(Start.CHAMPION.of(second.id(), registry)).isEqualTo(second.id());
    }

    @Test
    void startsFromTheOldestThatTheStoreStillHas() throws Exception {
        Files.move(work.resolve("store").resolve(base.id().value()), work.resolve("gone"));
        assertThat(Start.BASE.of(second.id(), registry)).isEqualTo(first.id());
    }

    private Manifest run(String name, VersionId parent) throws Exception {
        Path folder = Files.createDirectory(work.resolve(name));
        Reference.copyModel(folder);
        Weights.random(ModelConfig.read(folder), name.hashCode()).write(folder, Precision.F32);
        return registry.publish(folder, ManifestDraft.run(name, parent, Instant.EPOCH, "digest", Map.of(), Map.of()));
    }
}
