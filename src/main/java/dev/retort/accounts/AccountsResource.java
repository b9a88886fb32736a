package dev.retort.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import dev.retort.security.UserRole;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Invites people, makes their accounts, and ends these. */
@Path("/api/accounts")
@RolesAllowed("admin")
public class AccountsResource {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9@._+-]{0,63}");

    private final Accounts accounts;
    private final Invitations invitations;
    private final Passwords passwords;
    private final EndedSessions ended;
    private final SecurityIdentity security;

    AccountsResource(Accounts accounts, Invitations invitations, Passwords passwords, EndedSessions ended, SecurityIdentity security) {
        this.accounts = accounts;
        this.invitations = invitations;
        this.passwords = passwords;
        this.ended = ended;
        this.security = security;
    }

    /** A request as it comes in. Anything may be missing. */
    public record Invited(@Nullable String role) {}

    /** A request as it comes in. Anything may be missing. */
    public record Newcomer(@Nullable String invitation, @Nullable String name, @Nullable String password) {}

    /** An account as admins see it. */
    public record View(String name, String role, String invitedBy, Instant createdAt, Optional<Instant> endedAt) {
        static View of(Account account) {
            return new View(account.name(), account.role().word(), account.invitedBy(), account.createdAt(), account.endedAt());
        }
    }

    /** @param page that the invited opens, beside this server's first page; what follows the # is sent to no server */
    public record Link(String page, String role, Instant expiresAt) {}

    @GET
    public Uni<List<View>> list() {
        return accounts.all().map(all -> all.stream().map(View::of).toList());
    }

    @POST
    @Path("/invitations")
    public Uni<Link> invite(@Nullable Invited request) {
        String word = request == null || request.role() == null ? "" : request.role();
        UserRole role = UserRole.of(word)
                .orElseThrow(() -> bad("role", "role must be one of " + String.join(", ", UserRole.words())));
        return invitations.make(role, security.getPrincipal().getName())
                .map(made -> new Link("invitation.html#" + made.token(), made.role().word(), made.expiresAt()));
    }

    /** Makes the account of whoever was invited. They sign in afterwards. */
    @POST
    @PermitAll
    public Uni<Response> join(@Nullable Newcomer request) {
        if (request == null || request.invitation() == null || request.name() == null || request.password() == null) {
            throw bad("", "expected {\"invitation\": …, \"name\": …, \"password\": …}");
        }
        String token = request.invitation();
        String password = request.password();
        String name = Account.nameOf(request.name());
        if (!NAME.matcher(name).matches()) {
            throw bad("name", "name must be up to 64 letters, digits, '@', '.', '_', '+' and '-', and begin with a letter or digit");
        }
        Passwords.fault(password).ifPresent(fault -> {
            throw bad("password", fault);
        });
        return invitations.check(token).chain(() -> passwords.hash(password)).chain(hash -> invitations.use(token, name, hash))
                .replaceWith(() -> Response.status(Response.Status.CREATED).build());
    }

    /** Ends an account: whoever has it is signed out everywhere, and signs in no more. */
    @POST
    @Path("/{name}/end")
    public Uni<Response> end(@PathParam("name") String name) {
        return accounts.end(name).flatMap(known -> {
            if (!known) {
                throw Problem.unknown("no account is called '%s', or it has ended".formatted(name)).refusal();
            }
            return ended.look();
        }).replaceWith(() -> Response.noContent().build());
    }

    private static Refusal bad(String field, String detail) {
        return Problem.badRequest(field, detail).refusal();
    }
}
