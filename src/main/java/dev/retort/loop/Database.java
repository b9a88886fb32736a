package dev.retort.loop;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.pgclient.PgConnectOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where PostgreSQL is, for the one connection that is not from the pool: the leader's. */
@ApplicationScoped
class Database {
    private final PgConnectOptions options;

    Database(@ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.options = PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""));
        user.ifPresent(options::setUser);
        password.ifPresent(options::setPassword);
    }

    PgConnectOptions options() {
        return new PgConnectOptions(options);
    }
}
