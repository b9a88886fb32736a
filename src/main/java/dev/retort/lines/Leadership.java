package dev.retort.lines;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import org.jboss.logging.Logger;

/**
 * Makes one process the leader of a line: the one that holds PostgreSQL's advisory lock. The lock is on a connection of its own, so that it goes when the
 * process or that connection does. Each election raises the line's leader number. Writes carry it, and one that is out of date changes nothing.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Leadership.class);

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final String line;
    private final Duration timeout;
    private Optional<Held> held = Optional.empty();

    private record Held(PgConnection connection, long number, AtomicBoolean broken) {}

    Leadership(Vertx vertx, PgConnectOptions database, String line, Duration timeout) {
        this.vertx = vertx;
        this.database = database;
        this.line = line;
        this.timeout = timeout;
    }

    /** Leader number of this process, if it leads. */
    public OptionalLong number() {
        return held.map(h -> OptionalLong.of(h.number())).orElseGet(OptionalLong::empty);
    }

    /** Asks the database, over the connection that holds the lock, whether this process still leads. */
    public boolean stillHeld() {
        if (held.isEmpty()) {
            return false;
        }
        Held now = held.get();
        try {
            if (!now.broken().get()) {
                await(now.connection().query("select 1").execute());
                return true;
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "the leader's connection does not answer");
        }
        close();
        return false;
    }

    /** Tries to become leader; true if this process is it now. */
    public boolean tryAcquire() {
        PgConnection connection = await(PgConnection.connect(vertx, database));
        try {
            boolean locked = await(connection.preparedQuery("select pg_try_advisory_lock(hashtextextended('retort line ' || $1, 0))")
                    .execute(Tuple.of(line))).iterator().next().getBoolean(0);
            if (!locked) {
                close(connection);
                return false;
            }
            await(connection.preparedQuery("insert into line (name) values ($1) on conflict do nothing").execute(Tuple.of(line)));
            long number = await(connection.preparedQuery("update line set leader = leader + 1 where name = $1 returning leader")
                    .execute(Tuple.of(line))).iterator().next().getLong(0);
            AtomicBoolean broken = new AtomicBoolean();
            connection.closeHandler(() -> broken.set(true));
            held = Optional.of(new Held(connection, number, broken));
            return true;
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    /** Gives the lock back by closing its connection. */
    @Override
    public void close() {
        held.ifPresent(h -> close(h.connection()));
        held = Optional.empty();
    }

    private void close(PgConnection connection) {
        try {
            await(connection.close());
        } catch (RuntimeException e) {
            LOG.debugf(e, "closing the leader's connection");
        }
    }

    private <T> T await(Uni<T> uni) {
        return uni.await().atMost(timeout);
    }
}
