package dev.retort.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import dev.retort.digest.Sha256;
import dev.retort.lines.Database;
import dev.retort.problem.Problem;
import dev.retort.security.AccountSessions;
import dev.retort.security.Identity;
import dev.retort.security.Secrets;
import dev.retort.security.UserRole;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Keys in the database, by their hashes. One that has ended stays there, so that a list tells what it was. */
@Singleton
class ApiKeys {
    static final int MOST = 50;
    private static final Duration USED_AGAIN = Duration.ofMinutes(1);
    private static final String COLUMNS = "select k.id, k.owner, k.name, k.role, k.routes, k.created_at, k.expires_at, k.last_used_at, k.succeeded_by, "
            + "a.role as owners from api_key k join account a on a.name = k.owner ";

    private final Database database;
    private final Clock clock;

    ApiKeys(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param token as its owner sees it, once */
    record Made(String token, ApiKey key) {}

    private record Used(ApiKey key, UserRole owners) {}

    /** The identity of whoever has this key, within its scope. Fails with a refusal where its routes leave out what is asked for. */
    Uni<Optional<Identity>> identity(String token, String method, String path) {
        return database.pool().preparedQuery(COLUMNS + "where k.token_hash = $1 and k.expires_at > $2 and a.ended_at is null")
                .execute(Tuple.of(Sha256.hex(token), now())).map(rows -> used(rows).findFirst()).call(this::note)
                .map(found -> found.map(used -> {
                    if (!used.key().scope().reaches(method, path)) {
                        throw Problem.plain(403, "Forbidden", "this key is for %s, not for %s %s".formatted(
                                String.join(", ", used.key().scope().routes()), method, path)).refusal();
                    }
                    return Identity.key(used.key().id(), used.key().scope().within(used.owners()));
                }));
    }

    private Uni<Void> note(Optional<Used> used) {
        Instant now = clock.instant();
        return used.map(Used::key).filter(key -> key.lastUsedAt().map(last -> last.plus(USED_AGAIN).isBefore(now)).orElse(true))
                .map(key -> database.pool().preparedQuery("update api_key set last_used_at = $2 where id = $1")
                        .execute(Tuple.of(key.id(), now())).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** The keys of somebody, or of all, the newest first. */
    Uni<List<ApiKey>> all(Optional<String> owner) {
        return database.pool().preparedQuery(COLUMNS + "where $1 = '' or k.owner = $1 order by k.created_at desc, k.id")
                .execute(Tuple.of(owner.orElse(""))).map(rows -> used(rows).map(Used::key).toList());
    }

    /** Makes a key. Fails with a refusal if its owner has too many. */
    Uni<Made> make(String owner, String name, KeyScope scope, Instant expires) {
        return database.pool().withTransaction(transaction -> make(transaction, owner, name, scope, expires));
    }

    private Uni<Made> make(SqlConnection transaction, String owner, String name, KeyScope scope, Instant expires) {
        String token = AccountSessions.KEY_PREFIX + Secrets.randomId();
        String id = Secrets.randomId();
        return transaction.preparedQuery("select 1 from account where name = $1 for update").execute(Tuple.of(owner))
                .chain(() -> transaction.preparedQuery("select 1 from api_key where owner = $1 and expires_at > $2")
                        .execute(Tuple.of(owner, now())))
                .invoke(live -> {
                    if (live.size() >= MOST) {
                        throw Problem.conflict("too-many-keys", "There are too many keys",
                                "'%s' has %d keys; end one that nobody uses".formatted(owner, live.size())).refusal();
                    }
                })
                .chain(() -> transaction
                        .preparedQuery(
                                "insert into api_key (id, token_hash, owner, name, role, routes, expires_at) values ($1, $2, $3, $4, $5, $6, $7)")
                        .execute(Tuple.from(List.of(id, Sha256.hex(token), owner, name, scope.role().word(),
                                scope.routes().toArray(String[]::new), expires.atOffset(ZoneOffset.UTC)))))
                .chain(() -> live(transaction, id)).map(key -> new Made(token, key.orElseThrow()));
    }

    private Uni<Optional<ApiKey>> live(SqlClient client, String id) {
        return client.preparedQuery(COLUMNS + "where k.id = $1 and k.expires_at > $2").execute(Tuple.of(id, now()))
                .map(rows -> used(rows).findFirst().map(Used::key));
    }

    /** A key that has not ended, if there is one with this id. */
    Uni<Optional<ApiKey>> live(String id) {
        return live(database.pool(), id);
    }

    /** Makes a key like this one and with as long a life. Both hold for the overlap, so that programs can change from one to the other. */
    Uni<Made> rotate(ApiKey key, Duration overlap) {
        Instant now = clock.instant();
        Duration life = Duration.between(key.createdAt(), key.expiresAt());
        return database.pool().withTransaction(transaction -> make(transaction, key.owner(), key.name(), key.scope(), now.plus(life))
                .call(made -> transaction
                        .preparedQuery("update api_key set expires_at = least(expires_at, $2), succeeded_by = $3 where id = $1")
                        .execute(Tuple.of(key.id(), now.plus(overlap).atOffset(ZoneOffset.UTC), made.key().id()))));
    }

    /** Ends a key at once. */
    Uni<Void> end(String id) {
        return database.pool().preparedQuery("update api_key set expires_at = least(expires_at, $2) where id = $1")
                .execute(Tuple.of(id, now())).replaceWithVoid();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Stream<Used> used(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(row -> new Used(
                new ApiKey(row.getString("id"), row.getString("owner"), row.getString("name"),
                        new KeyScope(role(row, "role"), Arrays.asList(row.getArrayOfStrings("routes"))),
                        row.getOffsetDateTime("created_at").toInstant(), row.getOffsetDateTime("expires_at").toInstant(),
                        Optional.ofNullable(row.getOffsetDateTime("last_used_at")).map(OffsetDateTime::toInstant),
                        Optional.ofNullable(row.getString("succeeded_by"))),
                role(row, "owners")));
    }

    private static UserRole role(Row row, String column) {
        return UserRole.of(row.getString(column)).orElseThrow();
    }
}
