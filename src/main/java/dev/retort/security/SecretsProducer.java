package dev.retort.security;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

/** Gives the server the secrets of its installation. */
class SecretsProducer {
    /** A secret that can't be used stops the start, not the first request. */
    void check(@Observes StartupEvent start, Secrets secrets, AgentTokens agents) {}

    @Produces
    @Singleton
    Secrets secrets(SecurityConfig config) {
        try {
            return Secrets.open(config.secrets());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
