package dev.retort.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import dev.retort.security.Identity;
import dev.retort.security.UserRole;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Makes, lists, rotates and ends the keys of programs. Whoever has an account has keys of their own; an admin sees and ends all. */
@Path("/api/keys")
@PermitAll
public class KeysResource {
    private static final int DAYS = 90;
    private static final int MOST_DAYS = 366;
    private static final int OVERLAP_HOURS = 24;
    private static final int MOST_OVERLAP_HOURS = 7 * 24;
    private static final int LONGEST_NAME = 100;

    private final ApiKeys keys;
    private final EndedSessions ended;
    private final SecurityIdentity security;
    private final Clock clock;

    KeysResource(ApiKeys keys, EndedSessions ended, SecurityIdentity security, Clock clock) {
        this.keys = keys;
        this.ended = ended;
        this.security = security;
        this.clock = clock;
    }

    /** A request as it comes in. Anything may be missing. */
    public record Wanted(@Nullable String name, @Nullable String role, @Nullable List<@Nullable String> routes, @Nullable Integer days) {}

    /** A request as it comes in. Anything may be missing. */
    public record Overlap(@Nullable Integer hours) {}

    /** A key as its owner sees it ever after. */
    public record KeyView(String id, String owner, String name, String role, List<String> routes, Instant createdAt, Instant expiresAt,
            Optional<Instant> lastUsedAt, Optional<String> succeededBy) {
        static KeyView of(ApiKey key) {
            return new KeyView(key.id(), key.owner(), key.name(), key.scope().role().word(), key.scope().routes(), key.createdAt(),
                    key.expiresAt(), key.lastUsedAt(), key.succeededBy());
        }
    }

    /** @param key that is shown this once */
    public record NewKey(String key, KeyView about) {
        static NewKey of(ApiKeys.Made made) {
            return new NewKey(made.token(), KeyView.of(made.key()));
        }
    }

    @GET
    public Uni<List<KeyView>> list() {
        Optional<String> owner = isAdmin() ? Optional.empty() : Optional.of(person());
        return keys.all(owner).map(all -> all.stream().map(KeyView::of).toList());
    }

    @POST
    public Uni<NewKey> make(@Nullable Wanted request) {
        String owner = person();
        if (request == null || request.name() == null || request.name().isBlank()) {
            throw bad("name", "name must say what the key is for");
        }
        String name = request.name().strip();
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw bad("name", "name must have at most %d characters, none of them a control character".formatted(LONGEST_NAME));
        }
        int days = within("days", request.days(), DAYS, 1, MOST_DAYS);
        return keys.make(owner, name, scope(request), clock.instant().plus(Duration.ofDays(days))).map(NewKey::of);
    }

    private KeyScope scope(Wanted request) {
        UserRole role = UserRole.of(request.role() == null ? "" : request.role()).filter(one -> security.hasRole(one.word()))
                .filter(one -> one != UserRole.ADMIN)
                .orElseThrow(() -> bad("role", "role must be one of your own and not admin"));
        return new KeyScope(role, routes(request.routes()));
    }

    private static List<String> routes(@Nullable List<@Nullable String> wanted) {
        List<String> routes = new ArrayList<>();
        if (wanted != null) {
            for (String route : wanted) {
                if (route == null || !KeyScope.isRoute(route) || routes.size() == KeyScope.MOST_ROUTES) {
                    throw bad("routes", "routes must be at most %d of the form \"GET /api/runs\"".formatted(KeyScope.MOST_ROUTES));
                }
                routes.add(route);
            }
        }
        return routes;
    }

    /** Makes a key that takes this one's place. The old one ends after the overlap. */
    @POST
    @Path("/{id}/rotate")
    public Uni<NewKey> rotate(@PathParam("id") String id, @Nullable Overlap request) {
        String owner = person();
        int hours = within("hours", request == null ? null : request.hours(), OVERLAP_HOURS, 0, MOST_OVERLAP_HOURS);
        return keys.live(id).flatMap(key -> keys.rotate(key.filter(one -> one.owner().equals(owner)).orElseThrow(() -> unknown(id)),
                Duration.ofHours(hours))).call(ended::look).map(NewKey::of);
    }

    /** Ends a key; its open WebSockets are closed. */
    @POST
    @Path("/{id}/end")
    public Uni<Response> end(@PathParam("id") String id) {
        String owner = isAdmin() ? "" : person();
        return keys.live(id).flatMap(key -> keys
                .end(key.filter(one -> owner.isEmpty() || one.owner().equals(owner)).orElseThrow(() -> unknown(id)).id()))
                .call(ended::look).replaceWith(() -> Response.noContent().build());
    }

    private boolean isAdmin() { return security.hasRole(Identity.ADMIN); }

    /** The name of the account that asks. A key is nobody's owner, and neither is who came by a token of a file. */
    private String person() {
        return Identity.of(security).account().orElseThrow(() -> Problem.plain(403, "Forbidden",
                "keys belong to accounts, and you have none here; sign in with yours at sign-in.html").refusal());
    }

    private static int within(String field, @Nullable Integer given, int usual, int least, int most) {
        int value = given == null ? usual : given;
        if (value < least || value > most) {
            throw bad(field, "%s must be %d to %d".formatted(field, least, most));
        }
        return value;
    }

    private static Refusal unknown(String id) {
        return Problem.unknown("no key of yours has the id '%s', or it has ended".formatted(id)).refusal();
    }

    private static Refusal bad(String field, String detail) {
        return Problem.badRequest(field, detail).refusal();
    }
}
