package dev.retort.lines;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import dev.retort.problem.Problem;
import dev.retort.roles.Roles;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/** PostgreSQL for a process that has one: the pool, and the one connection that is not from the pool, the leader's. */
@ApplicationScoped
public class Database {
    private final Vertx vertx;
    private final Instance<Pool> pool;
    private final PoolMaker maker;
    private final Roles roles;

    Database(Instance<Pool> pool, PoolMaker maker, Roles roles, Vertx vertx) {
        this.vertx = vertx;
        this.pool = pool;
        this.maker = maker;
        this.roles = roles;
    }

    /** Lets this process ask for the lead of a line, over a connection of its own. */
    public Leadership leadership(String line, Duration timeout) {
        pool().getDelegate(); // made by now
        return new Leadership(vertx, maker.connectOptions(), line, timeout);
    }

    /** The connections that all share. A process without a database refuses whatever needs one. */
    public Pool pool() {
        if (!roles.needDatabase()) {
            throw Problem.otherRole(roles.toString(), Roles.ALL).refusal();
        }
        return pool.get();
    }
}
