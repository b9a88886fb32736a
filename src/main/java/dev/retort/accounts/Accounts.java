package dev.retort.accounts;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import dev.retort.lines.Database;
import dev.retort.problem.Problem;
import dev.retort.security.UserRole;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Accounts in the database. One that has ended stays there, so that its name stays the name of whoever had it. */
@Singleton
class Accounts {
    private static final String COLUMNS = "select name, role, password, invited_by, created_at, ended_at from account ";
    private static final int ADMINS = 0x5265_746f; // lock of whoever makes or ends an admin

    private final Database database;

    Accounts(Database database) {
        this.database = database;
    }

    /** @param password its hash; none where somebody else vouches for them */
    record Known(Account account, Optional<String> password) {}

    Uni<Optional<Known>> named(String name) {
        return database.pool().preparedQuery(COLUMNS + "where name = $1 and ended_at is null").execute(Tuple.of(name))
                .map(rows -> stream(rows).findFirst());
    }

    Uni<List<Account>> all() {
        return database.pool().preparedQuery(COLUMNS + "order by name").execute()
                .map(rows -> stream(rows).map(Known::account).toList());
    }

    Uni<Boolean> hasAdmin() {
        return hasAdmin(database.pool());
    }

    private static Uni<Boolean> hasAdmin(SqlClient client) {
        return client.preparedQuery("select 1 from account where role = 'admin' and ended_at is null limit 1").execute()
                .map(rows -> rows.size() > 0);
    }

    /** Makes an account. Fails with a refusal if the name is taken, also by somebody who is gone. */
    static Uni<Void> make(SqlConnection transaction, String name, UserRole role, String password, String invitedBy) {
        return transaction
                .preparedQuery("insert into account (name, role, password, invited_by) values ($1, $2, $3, $4) on conflict do nothing")
                .execute(Tuple.of(name, role.word(), password, invitedBy)).invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw Problem
                                .conflict("name-taken", "The name is taken", "name '%s' is somebody else's; choose another".formatted(name))
                                .refusal();
                    }
                }).replaceWithVoid();
    }

    /** Lets nobody else make or end an admin until the transaction ends, and says whether there is one. */
    static Uni<Boolean> hasAdminLocked(SqlConnection transaction) {
        return transaction.preparedQuery("select pg_advisory_xact_lock($1)").execute(Tuple.of((long) ADMINS))
                .chain(() -> hasAdmin(transaction));
    }

    /** Ends an account and all of its sessions. Fails with a refusal if it is the last admin's. @return whether there was one */
    Uni<Boolean> end(String name) {
        return database.pool().withTransaction(transaction -> hasAdminLocked(transaction)
                .chain(had -> transaction.preparedQuery("update account set ended_at = now() where name = $1 and ended_at is null")
                        .execute(Tuple.of(name)).flatMap(rows -> hasAdmin(transaction).invoke(has -> {
                            if (had && !has) {
                                throw Problem.conflict("last-admin", "Nobody else is admin", "'%s' is the last admin; invite another first"
                                        .formatted(name)).refusal();
                            }
                        }).chain(() -> transaction.preparedQuery("delete from account_session where account = $1").execute(Tuple.of(name)))
                                .replaceWith(rows.rowCount() == 1))));
    }

    private static Stream<Known> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(row -> new Known(
                new Account(row.getString("name"), UserRole.of(row.getString("role")).orElseThrow(), row.getString("invited_by"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        Optional.ofNullable(row.getOffsetDateTime("ended_at")).map(OffsetDateTime::toInstant)),
                Optional.ofNullable(row.getString("password"))));
    }
}
