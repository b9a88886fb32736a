package dev.retort.accounts;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

import dev.retort.problem.Problem;
import dev.retort.security.SessionCookie;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Signs browsers in and out by name and password. */
@Path("/api")
@PermitAll
public class SignInResource {
    private final Accounts accounts;
    private final Passwords passwords;
    private final LockOut lockOut;
    private final SignedIn sessions;
    private final EndedSessions ended;
    private final SessionCookie cookie;
    private final SecurityIdentity security;

    SignInResource(Accounts accounts, Passwords passwords, LockOut lockOut, SignedIn sessions, EndedSessions ended, SessionCookie cookie,
            SecurityIdentity security) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.lockOut = lockOut;
        this.sessions = sessions;
        this.ended = ended;
        this.cookie = cookie;
        this.security = security;
    }

    /** A request as it comes in. Anything may be missing. */
    public record Credentials(@Nullable String name, @Nullable String password) {}

    /** The state of things before anybody has signed in, for the page. */
    public record Offered(boolean adminWanted) {}

    @GET
    @Path("/sign-in")
    public Uni<Offered> offered() {
        return accounts.hasAdmin().map(has -> new Offered(!has));
    }

    /** Says the same of a name that is not there and of a password that is wrong, and takes as long. */
    @POST
    @Path("/sign-in")
    public Uni<Response> signIn(@Nullable Credentials request, @Context RoutingContext http) {
        if (request == null || request.name() == null || request.password() == null) {
            throw Problem.badRequest("expected {\"name\": …, \"password\": …}").refusal();
        }
        String password = request.password();
        String name = Account.nameOf(request.name());
        if (name.indexOf('\0') >= 0) {
            throw Problem.badRequest("name", "name has U+0000, which nobody is called").refusal();
        }
        LockOut.Caller caller = lockOut.caller(name, http.request());
        return lockOut.check(caller).flatMap(wasHere -> accounts.named(name).flatMap(known -> passwords
                .matches(password, known.flatMap(Accounts.Known::password)).flatMap(matches -> matches
                        ? lockOut.succeeded(caller).chain(() -> sessions.begin(known.orElseThrow().account()))
                        : refused(caller, wasHere))))
                .map(token -> Response.noContent().cookie(cookie.of(token, http.request())).build());
    }

    private Uni<String> refused(LockOut.Caller caller, boolean wasHere) {
        return lockOut.failed(caller, wasHere)
                .chain(() -> Uni.createFrom().failure(Problem.plain(401, "Unauthorized", "name or password is wrong").refusal()));
    }

    /** Signs this browser out. */
    @POST
    @Path("/sign-out")
    public Uni<Response> signOut(@Context RoutingContext http) {
        return end(http, false);
    }

    /** Signs out all browsers of whoever asks; what is open in them ends, too. */
    @POST
    @Path("/sign-out/everywhere")
    public Uni<Response> signOutEverywhere(@Context RoutingContext http) {
        return end(http, true);
    }

    private Uni<Response> end(RoutingContext http, boolean everywhere) {
        Response done = Response.noContent().cookie(cookie.none(http.request())).build();
        return SessionCookie.token(security).map(token -> everywhere ? sessions.endAll(token) : sessions.end(token))
                .map(end -> end.chain(ended::look).replaceWith(done)).orElseGet(() -> Uni.createFrom().item(done));
    }
}
