package dev.retort.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;

import jakarta.inject.Singleton;

import dev.retort.digest.Sha256;
import dev.retort.lines.Database;
import dev.retort.problem.Problem;
import dev.retort.security.Secrets;
import io.netty.util.NetUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Tuple;

/** Counts wrong passwords by name and address, and lets whoever gave many wait. */
@Singleton
class LockOut {
    private static final Duration ADDRESSES = Duration.ofDays(180);

    private final Database database;
    private final AccountsConfig config;
    private final Secrets secrets;
    private final Clock clock;

    LockOut(Database database, AccountsConfig config, Secrets secrets, Clock clock) {
        this.database = database;
        this.config = config;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Somebody at an address who says that this is their name. */
    record Caller(String name, String address) {
        String nameHash() {
            return Sha256.hex(name);
        }
    }

    Caller caller(String name, HttpServerRequest request) {
        return new Caller(name,
                secrets.derived("sign-in address " + network(Optional.ofNullable(request.remoteAddress().hostAddress()).orElse(""))));
    }

    /** The part of an address that its holder can't change at will: of IPv6 they have all that begin like theirs. */
    static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null || bytes.length < Long.BYTES ? address : HexFormat.of().formatHex(bytes, 0, Long.BYTES);
    }

    /** Fails with a refusal if this caller must wait. @return whether the account has signed in from there before */
    Uni<Boolean> check(Caller caller) {
        OffsetDateTime since = now().minus(config.lockOut());
        return database.pool().preparedQuery("""
                select exists (select 1 from sign_in_address where account = $1 and address = $2) as known,
                  (select count(*) from sign_in_failure where name = $3 and address = $2 and at > $4) as here,
                  (select count(*) from sign_in_failure where name = $3 and not known and at > $4) as of_name,
                  (select count(*) from sign_in_failure where address = $2 and not known and at > $4) as of_address""")
                .execute(Tuple.of(caller.name(), caller.address(), caller.nameHash(), since)).map(rows -> {
                    var row = rows.iterator().next();
                    FailedTries tries = new FailedTries(row.getBoolean("known"), row.getLong("here"), row.getLong("of_name"),
                            row.getLong("of_address"));
                    if (!tries.mayTry(config)) {
                        throw Problem
                                .tooMany("too many wrong passwords were given; try again later, or from where you have signed in before",
                                        config.lockOut())
                                .refusal();
                    }
                    return tries.known();
                });
    }

    Uni<Void> failed(Caller caller, boolean known) {
        OffsetDateTime now = now();
        return database.pool().preparedQuery("insert into sign_in_failure (name, address, known, at) values ($1, $2, $3, $4)")
                .execute(Tuple.of(caller.nameHash(), caller.address(), known, now))
                .chain(() -> database.pool().preparedQuery("delete from sign_in_failure where at <= $1")
                        .execute(Tuple.of(now.minus(config.lockOut()))))
                .replaceWithVoid();
    }

    /** Remembers where somebody signed in, and forgets what they mistyped there. */
    Uni<Void> succeeded(Caller caller) {
        OffsetDateTime now = now();
        return database.pool().preparedQuery("""
                insert into sign_in_address (account, address, last_at) values ($1, $2, $3)
                on conflict (account, address) do update set last_at = excluded.last_at""")
                .execute(Tuple.of(caller.name(), caller.address(), now))
                .chain(() -> database.pool().preparedQuery("delete from sign_in_failure where name = $1 and address = $2")
                        .execute(Tuple.of(caller.nameHash(), caller.address())))
                .chain(() -> database.pool().preparedQuery("delete from sign_in_address where last_at <= $1")
                        .execute(Tuple.of(now.minus(ADDRESSES))))
                .replaceWithVoid();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
