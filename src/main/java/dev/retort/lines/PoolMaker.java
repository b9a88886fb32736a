package dev.retort.lines;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/** Makes the pool that Quarkus configures, and remembers how it connects: with the same login, encryption and session settings. */
@Singleton
public class PoolMaker implements PgPoolCreator {
    private volatile Optional<PgConnectOptions> made = Optional.empty();

    @Override
    public Pool create(Input input) {
        made = input.pgConnectOptionsList().stream().findFirst();
        return PgBuilder.pool().with(input.poolOptions()).connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx()).build();
    }

    /** The options of the pool's connections, for one outside of it. */
    PgConnectOptions connectOptions() {
        return new PgConnectOptions(made.orElseThrow(() -> new IllegalStateException("the database's pool was not made yet")));
    }
}
