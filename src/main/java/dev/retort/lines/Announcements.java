package dev.retort.lines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.events.EventJson;
import dev.retort.events.EventPublisher;
import dev.retort.events.ModelEvent;
import dev.retort.events.VersionName;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

/**
 * Tells Kafka of champions, from an outbox in the database. An announcement is marked as sent once Kafka has it, so that none is lost. One that is repeated
 * is harmless.
 */
@ApplicationScoped
public class Announcements {
    private static final Logger LOG = Logger.getLogger(Announcements.class);

    private final Database database;
    private final EventPublisher publisher;

    Announcements(Database database, EventPublisher publisher) {
        this.database = database;
        this.publisher = publisher;
    }

    /** Sends what is unsent, in order; stops at the first that Kafka does not take, to be tried again. Blocks. */
    public void relay(String line, Duration timeout) {
        List<Row> unsent = new ArrayList<>();
        database.pool().preparedQuery("select id, payload::text as payload from outbox where line = $1 and sent is null order by id")
                .execute(Tuple.of(line)).await()
                .atMost(timeout).forEach(unsent::add);
        for (Row row : unsent) {
            ModelEvent event = read(row.getString("payload"));
            publisher.publish(event).await().atMost(timeout);
            database.pool().preparedQuery("update outbox set sent = now() where id = $1").execute(Tuple.of(row.getLong("id"))).await()
                    .atMost(timeout);
            LOG.infof("announced %s as champion of line %s", new VersionName(event.epoch(), event.champion().version()), line);
        }
    }

    /** Leaves the line's latest announcement to be sent again: a broker that has lost it learns it anew, others ignore the known epoch. */
    public Uni<Void> repeatLatest(String line) {
        return database.pool().preparedQuery("update outbox set sent = null where id = (select max(id) from outbox where line = $1)")
                .execute(Tuple.of(line))
                .replaceWithVoid();
    }

    private static ModelEvent read(String payload) {
        try {
            return EventJson.MAPPER.readValue(payload, ModelEvent.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the outbox holds something else than an announcement", e);
        }
    }
}
