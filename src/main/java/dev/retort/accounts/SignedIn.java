package dev.retort.accounts;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import dev.retort.digest.Sha256;
import dev.retort.lines.Database;
import dev.retort.problem.Problem;
import dev.retort.roles.Roles;
import dev.retort.security.AccountSessions;
import dev.retort.security.Identity;
import dev.retort.security.SessionCookie;
import dev.retort.security.UserRole;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

/** Browsers that are signed in, as rows that hold the hash of what is in their cookie. */
@Singleton
class SignedIn implements AccountSessions {
    private static final String LIVE = " from account_session s join account a on a.name = s.account where a.ended_at is null and s.ends_at > $1 ";

    private static final String LIVE_KEYS = " union all select k.token_hash from api_key k join account a on a.name = k.owner "
            + "where a.ended_at is null and k.expires_at > $1 and k.token_hash = any($2)";

    private final Database database;
    private final ApiKeys keys;
    private final Roles roles;
    private final SessionCookie cookie;
    private final Clock clock;

    SignedIn(Database database, ApiKeys keys, Roles roles, SessionCookie cookie, Clock clock) {
        this.database = database;
        this.keys = keys;
        this.roles = roles;
        this.cookie = cookie;
        this.clock = clock;
    }

    @Override
    public Uni<Optional<Identity>> identity(String token) {
        if (!roles.needDatabase()) {
            return Uni.createFrom().failure(elsewhere().refusal());
        }
        return database.pool().preparedQuery("select a.name, a.role" + LIVE + "and s.token_hash = $2")
                .execute(Tuple.of(now(), Sha256.hex(token)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).findFirst().map(row -> Identity.user(row.getString("name"),
                        UserRole.of(row.getString("role")).orElseThrow())));
    }

    @Override
    public Uni<Optional<Identity>> ofKey(String key, String method, String path) {
        return roles.needDatabase() ? keys.identity(key, method, path) : Uni.createFrom().failure(elsewhere().refusal());
    }

    private Problem elsewhere() {
        return Problem.plain(401, "Unauthorized",
                "accounts are known where the database is, and the roles of this server are %s; ask one that has curator or loop, or sign out there"
                        .formatted(roles));
    }

    /** Signs a browser in. @return the token for its cookie */
    Uni<String> begin(Account account) {
        String token = SessionCookie.newToken();
        return database.pool().preparedQuery("insert into account_session (token_hash, account, ends_at) values ($1, $2, $3)")
                .execute(Tuple.of(Sha256.hex(token), account.name(), now().plus(cookie.lifetime())))
                .call(() -> database.pool().preparedQuery("delete from account_session where ends_at <= $1").execute(Tuple.of(now())))
                .replaceWith(token);
    }

    Uni<Void> end(String token) {
        return database.pool().preparedQuery("delete from account_session where token_hash = $1").execute(Tuple.of(Sha256.hex(token)))
                .replaceWithVoid();
    }

    /** Signs out every browser of the person whose token this is. */
    Uni<Void> endAll(String token) {
        return database.pool().preparedQuery(
                "delete from account_session where account = (select account from account_session where token_hash = $1)")
                .execute(Tuple.of(Sha256.hex(token))).replaceWithVoid();
    }

    /** Those of these tokens whose sessions, or keys, have ended. */
    Uni<Set<String>> ended(Collection<String> tokens) {
        Map<String, String> byHash = tokens.stream().distinct().collect(Collectors.toMap(Sha256::hex, token -> token));
        return database.pool().preparedQuery("select s.token_hash" + LIVE + "and s.token_hash = any($2)" + LIVE_KEYS)
                .execute(Tuple.of(now(), byHash.keySet().toArray(String[]::new))).map(rows -> {
                    rows.forEach(live -> byHash.remove(live.getString("token_hash")));
                    return Set.copyOf(byHash.values());
                });
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
