package dev.retort.lines;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import dev.retort.problem.Problem;
import dev.retort.roles.Roles;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** PostgreSQL for a process that has one: the pool, and the one connection that is not from the pool, the leader's. */
@ApplicationScoped
public class Database {
    private final Vertx vertx;
    private final Instance<Pool> pool;
    private final Roles roles;
    private final Optional<PgConnectOptions> options;

    Database(Instance<Pool> pool, Roles roles, Vertx vertx,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") Optional<String> url,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.vertx = vertx;
        this.pool = pool;
        this.roles = roles;
        this.options = url.map(address -> PgConnectOptions.fromUri(address.replaceFirst("^vertx-reactive:", "")));
        options.ifPresent(known -> {
            user.ifPresent(known::setUser);
            password.ifPresent(known::setPassword);
        });
    }

    /** Lets this process ask for the lead of a line, over a connection of its own. */
    public Leadership leadership(String line, Duration timeout) {
        PgConnectOptions known = options.orElseThrow(() -> new IllegalStateException("quarkus.datasource.reactive.url is not set"));
        return new Leadership(vertx, new PgConnectOptions(known), line, timeout);
    }

    /** The connections that all share. A process without a database refuses whatever needs one. */
    Pool pool() {
        if (!roles.needDatabase()) {
            throw Problem.otherRole(roles.toString(), Roles.ALL).refusal();
        }
        return pool.get();
    }
}
