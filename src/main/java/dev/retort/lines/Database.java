package dev.retort.lines;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.mutiny.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Address of PostgreSQL, for the one connection that is not from the pool: the leader's. */
@ApplicationScoped
public class Database {
    private final Vertx vertx;
    private final PgConnectOptions options;

    Database(Vertx vertx, @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.vertx = vertx;
        this.options = PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""));
        user.ifPresent(options::setUser);
        password.ifPresent(options::setPassword);
    }

    /** Lets this process ask for the lead of a line, over a connection of its own. */
    public Leadership leadership(String line, Duration timeout) {
        return new Leadership(vertx, new PgConnectOptions(options), line, timeout);
    }
}
