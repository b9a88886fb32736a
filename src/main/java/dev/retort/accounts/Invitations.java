package dev.retort.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import dev.retort.digest.Sha256;
import dev.retort.lines.Database;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import dev.retort.security.Secrets;
import dev.retort.security.UserRole;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Links that make one account each. The first admin's is made from the installation's key and holds while there is no admin. */
@Singleton
public class Invitations {
    /** Purpose of the secret that makes the first admin, for {@link Secrets#derived}. */
    public static final String FIRST_ADMIN = "first-admin";

    private final Database database;
    private final AccountsConfig config;
    private final Clock clock;
    private final byte[] firstAdmin;

    Invitations(Database database, AccountsConfig config, Secrets secrets, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.firstAdmin = secrets.derived(FIRST_ADMIN).getBytes(StandardCharsets.UTF_8);
    }

    /** An invitation as its maker sees it, once. */
    public record Invitation(String token, UserRole role, Instant expiresAt) {}

    /** The role that somebody is invited to, and by whom. */
    private record Offer(UserRole role, String by) {}

    Uni<Invitation> make(UserRole role, String by) {
        String token = Secrets.randomId();
        Instant expires = clock.instant().plus(config.invitationTtl());
        return database.pool().preparedQuery("insert into invitation (token_hash, role, invited_by, expires_at) values ($1, $2, $3, $4)")
                .execute(Tuple.of(Sha256.hex(token), role.word(), by, expires.atOffset(ZoneOffset.UTC)))
                .replaceWith(() -> new Invitation(token, role, expires));
    }

    /**
     * Makes the account that a link is for. The link makes no second one, and still holds if the name is taken.
     *
     * @param password its hash
     */
    Uni<Void> use(String token, String name, String password) {
        return database.pool().withTransaction(transaction -> offer(transaction, token)
                .call(offer -> Accounts.make(transaction, name, offer.role(), password, offer.by()))
                .call(() -> transaction.preparedQuery("update invitation set account = $2 where token_hash = $1")
                        .execute(Tuple.of(Sha256.hex(token), name)))
                .replaceWithVoid());
    }

    /** Whether the link still holds: whoever has none need not choose a password. */
    Uni<Void> check(String token) {
        return database.pool().withTransaction(transaction -> offer(transaction, token)).replaceWithVoid();
    }

    private Uni<Offer> offer(SqlConnection transaction, String token) {
        if (MessageDigest.isEqual(firstAdmin, token.getBytes(StandardCharsets.UTF_8))) {
            return Accounts.hasAdminLocked(transaction).map(has -> {
                if (has) {
                    throw gone();
                }
                return new Offer(UserRole.ADMIN, "first-start");
            });
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return transaction.preparedQuery(
                "select role, invited_by from invitation where token_hash = $1 and account is null and expires_at > $2 for update")
                .execute(Tuple.of(Sha256.hex(token), now))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).findFirst()
                        .map(row -> new Offer(UserRole.of(row.getString("role")).orElseThrow(), row.getString("invited_by")))
                        .orElseThrow(Invitations::gone));
    }

    private static Refusal gone() {
        return Problem.of(410, "invitation-gone", "The invitation does not hold",
                "the invitation was used, is too old, or was never made; ask an admin for another").refusal();
    }
}
