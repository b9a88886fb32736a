package dev.retort.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import jakarta.inject.Singleton;

import dev.retort.Patience;
import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Weights;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;
import dev.retort.serving.LiveModel;
import dev.retort.serving.Rollout;
import dev.retort.serving.ServedVersion;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The model that the application under test serves. */
@Singleton
class ServedModel {
    private final LiveModel live;
    private final Path store;
    private final Path base;

    ServedModel(LiveModel live, @ConfigProperty(name = "retort.store") Path store, @ConfigProperty(name = "retort.model.base") Path base) {
        this.live = live;
        this.store = store;
        this.base = base;
    }

    /** Returns when the first one is loaded, which happens by itself. */
    ServedVersion await() {
        return Patience.await().until(live::current, current -> current.isPresent()).orElseThrow();
    }

    /** A version of the same shape with other weights. */
    VersionFolder other(long seed) throws IOException {
        ModelConfig config = ModelConfig.read(base);
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "models")), "other");
        config.write(folder);
        Weights.random(config, seed).write(folder, Precision.F32);
        Files.copy(base.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        ModelRegistry registry = new ModelRegistry(store);
        return registry.open(registry.publish(folder, ManifestDraft.base(Instant.EPOCH)).id());
    }

    VersionFolder published(ServedVersion version) throws IOException {
        return new ModelRegistry(store).open(new VersionId(version.version()));
    }

    /** Takes over; the epoch stays, so that the line goes on as if nothing had happened. */
    void serve(VersionFolder version) throws IOException {
        try (Rollout rollout = live.prepare(version, live.current().orElseThrow().epoch())) {
            rollout.commit();
        }
    }
}
