package dev.retort.lines;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.events.EventJson;
import dev.retort.events.ModelEvent;
import dev.retort.events.VersionRef;
import dev.retort.registry.Manifest;
import dev.retort.registry.VersionId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Lines in the database: their champions, and the versions that came before. A change of champion and its announcement are one transaction. */
@ApplicationScoped
public class LineStore {
    private final Database database;
    private final ObjectMapper json;

    LineStore(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * A change of champion, and the person or process behind it.
     *
     * @param kind {@code base}, {@code run}, {@code rollback}, {@code gate} or {@code forced}
     * @param reason in words, where somebody gave one
     */
    public record Change(String kind, Optional<String> run, String by, Instant at, Optional<String> reason) {
        public Change(String kind, Optional<String> run, String by, Instant at) {
            this(kind, run, by, at, Optional.empty());
        }
    }

    /** A moment at which a version became champion; {@link Change} says what kind and reason mean. */
    public record Crowned(long epoch, String kind, Instant at, Optional<String> reason) {}

    /** A version that the line knows, and its place in the lineage. */
    public record Version(String id, String digest, Optional<String> parent, Optional<String> run, String origin, Instant created,
            Optional<String> verdict,
            List<Long> championAtEpochs, List<Crowned> promotions) {}

    public Uni<Optional<Line>> line(String name) {
        return read(database.pool(), name, "");
    }

    public <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return database.pool().withTransaction(work);
    }

    /** The line, locked until the transaction's end. Fails with {@link FencedException} unless the leader is the current one. */
    public Uni<Line> lockAsLeader(SqlConnection transaction, String name, long leader) {
        return lock(transaction, name).map(line -> {
            if (line.leader() != leader) {
                throw new FencedException(name, leader);
            }
            return line;
        });
    }

    public Uni<Line> lock(SqlConnection transaction, String name) {
        return read(transaction, name, " for update")
                .map(line -> line.orElseThrow(() -> new IllegalStateException("there is no line " + name)));
    }

    public Uni<Void> register(String line, Manifest manifest, Optional<String> run) {
        return register(database.pool(), line, manifest, run);
    }

    public Uni<Void> register(SqlClient client, String line, Manifest manifest, Optional<String> run) {
        return client.preparedQuery(
                """
                        insert into version (line, id, digest, parent, run_id, origin, created) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing""")
                .execute(Tuple.tuple().addString(line).addString(manifest.id().value()).addString(manifest.digest())
                        .addString(manifest.parent().map(VersionId::value).orElse(null)).addString(run.orElse(null))
                        .addString(manifest.origin())
                        .addOffsetDateTime(Columns.time(manifest.created())))
                .replaceWithVoid();
    }

    /** Makes a version the champion of a line that this transaction holds locked, and leaves the announcement in the outbox. */
    public Uni<ModelEvent> crown(SqlConnection transaction, Line line, VersionRef version, Change change) {
        ModelEvent event = new ModelEvent(line.name(), line.epoch() + 1, version, line.champion(), change.run(), change.at());
        return transaction
                .preparedQuery(
                        """
                                update line set epoch = epoch + 1, previous = champion, previous_digest = champion_digest, champion = $2, champion_digest = $3
                                where name = $1""")
                .execute(Tuple.of(line.name(), version.version(), version.digest()))
                .chain(() -> transaction.preparedQuery(
                        "insert into promotion (line, epoch, version, kind, run_id, by_whom, at, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)")
                        .execute(Tuple.tuple().addString(line.name()).addLong(line.epoch() + 1).addString(version.version())
                                .addString(change.kind())
                                .addString(change.run().orElse(null)).addString(change.by()).addOffsetDateTime(Columns.time(change.at()))
                                .addString(change.reason().orElse(null))))
                .chain(() -> transaction.preparedQuery("insert into outbox (line, payload) values ($1, $2::text::jsonb)")
                        .execute(Tuple.of(line.name(), text(event))))
                .replaceWith(event);
    }

    /** The base whose own examples are in the store; none while they are being brought in. */
    public Uni<Void> base(SqlClient client, String line, Optional<String> base) {
        return client.preparedQuery("update line set base = $2 where name = $1").execute(Tuple.of(line, base.orElse(null)))
                .replaceWithVoid();
    }

    public Uni<Void> base(String line, Optional<String> base) {
        return base(database.pool(), line, base);
    }

    public Uni<Void> coolDown(SqlConnection transaction, String line, Instant until) {
        return transaction.preparedQuery("update line set cooldown_until = $2 where name = $1").execute(Tuple.of(line, Columns.time(until)))
                .replaceWithVoid();
    }

    public Uni<Boolean> pause(String line, boolean paused) {
        return database.pool().preparedQuery("update line set paused = $2 where name = $1").execute(Tuple.of(line, paused))
                .map(rows -> rows.rowCount() == 1);
    }

    public Uni<List<Version>> versions(String line) {
        return database.pool()
                .preparedQuery(
                        """
                                select v.id, v.digest, v.parent, v.run_id, v.origin, v.created, r.state as verdict,
                                  (select coalesce(array_agg(p.epoch order by p.epoch), '{}') from promotion p where p.line = v.line and p.version = v.id) as epochs,
                                  (select coalesce(jsonb_agg(jsonb_build_object('epoch', p.epoch, 'kind', p.kind, 'at', p.at, 'reason', p.reason) order by p.epoch), '[]')::text
                                     from promotion p where p.line = v.line and p.version = v.id) as promotions
                                from version v left join run r on r.id = v.run_id where v.line = $1 order by v.created, v.id""")
                .execute(Tuple.of(line))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(this::version).toList());
    }

    /** A registered version's digest and parent. */
    public Uni<Optional<Lineage>> lineage(SqlClient client, String line, String id) {
        return client.preparedQuery("select id, digest, parent from version where line = $1 and id = $2").execute(Tuple.of(line, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Lineage(new VersionRef(row.getString("id"), row.getString("digest")),
                                new Columns(row, json).text("parent")))
                        .findFirst());
    }

    public record Lineage(VersionRef version, Optional<String> parent) {}

    private Version version(Row row) {
        Columns c = new Columns(row, json);
        return new Version(row.getString("id"), row.getString("digest"), c.text("parent"), c.text("run_id"), row.getString("origin"),
                c.instant("created").orElseThrow(), c.text("verdict"), List.of(row.getArrayOfLongs("epochs")),
                c.json("promotions").orElseThrow().valueStream().map(LineStore::crowned).toList());
    }

    private static Crowned crowned(JsonNode promotion) {
        return new Crowned(promotion.path("epoch").asLong(), promotion.path("kind").asText(),
                OffsetDateTime.parse(promotion.path("at").asText()).toInstant(),
                Optional.of(promotion.path("reason")).filter(JsonNode::isTextual).map(JsonNode::asText));
    }

    private Uni<Optional<Line>> read(SqlClient client, String name, String lock) {
        return client.preparedQuery(
                """
                        select name, epoch, champion, champion_digest, previous, previous_digest, base, paused, cooldown_until, leader from line where name = $1"""
                        + lock)
                .execute(Tuple.of(name)).map(this::line);
    }

    private Optional<Line> line(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(row -> {
            Columns c = new Columns(row, json);
            return new Line(row.getString("name"), row.getLong("epoch"), version(c, "champion"), version(c, "previous"), c.text("base"),
                    row.getBoolean("paused"), c.instant("cooldown_until"), row.getLong("leader"));
        }).findFirst();
    }

    private static Optional<VersionRef> version(Columns columns, String name) {
        return columns.text(name).flatMap(version -> columns.text(name + "_digest").map(digest -> new VersionRef(version, digest)));
    }

    private String text(ModelEvent event) {
        try {
            return EventJson.MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
