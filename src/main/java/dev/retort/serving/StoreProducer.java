package dev.retort.serving;

import java.io.IOException;
import java.nio.file.Path;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.retort.registry.ModelRegistry;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The artifact store that {@code retort.store} names. */
@ApplicationScoped
class StoreProducer {
    @Produces
    @Singleton
    ModelRegistry registry(@ConfigProperty(name = "retort.store") Path store) throws IOException {
        return new ModelRegistry(store);
    }
}
