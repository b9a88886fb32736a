package dev.retort.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

import jakarta.inject.Singleton;

import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.serving.LiveModel;
import dev.retort.serving.Rollout;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes sure that a model serves before a test chats with it. */
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

    void await() throws IOException {
        if (live.current().isEmpty()) {
            ModelRegistry registry = new ModelRegistry(store);
            Manifest manifest = registry.publish(base, ManifestDraft.base(Instant.EPOCH));
            try (Rollout rollout = live.prepare(registry.open(manifest.id()), 1)) {
                rollout.commit();
            }
        }
    }
}
