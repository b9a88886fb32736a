package dev.retort.security;

import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.problem.EarlyRefusal;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Bearer token, else session cookie, else visitor cookie, else a new visitor. A bearer token that is wrong is refused: whoever sends one
 * doesn't want to be taken for a visitor. A cookie that is no longer good is as none.
 */
@ApplicationScoped
class RetortAuthentication implements HttpAuthenticationMechanism {
    static final String SESSION_COOKIE = "retort-session";
    static final String VISITOR_COOKIE = "retort-visitor";
    /** Attribute of a security identity that was made for this request and that the visitor holds no token for yet. */
    static final String NEW_VISITOR = "retort.new-visitor";

    private static final String BEARER = "Bearer ";
    private static final String REFUSAL = RetortAuthentication.class.getName();

    private final AgentTokens agents;
    private final Sessions sessions;
    private final Visitors visitors;
    private final Origins origins;
    private final AccountSessions accounts;

    RetortAuthentication(AgentTokens agents, Sessions sessions, AccountSessions accounts, Visitors visitors, Origins origins) {
        this.accounts = accounts;
        this.agents = agents;
        this.sessions = sessions;
        this.visitors = visitors;
        this.origins = origins;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        HttpServerRequest request = context.request();
        Optional<String> authorization = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .or(() -> origins.isForeign(request) ? Optional.empty() : Subprotocol.token(request).map(BEARER::concat));
        if (authorization.isPresent()) {
            return ofHeader(context, authorization.get());
        }
        Optional<String> account = cookie(request, SESSION_COOKIE).filter(cookie -> cookie.startsWith(SessionCookie.PREFIX));
        if (account.isEmpty()) {
            return ofCookies(context, cookie(request, SESSION_COOKIE).flatMap(sessions::read), Optional.empty());
        }
        return accounts.identity(account.get()).onItemOrFailure().transformToUni((found, failure) -> failure == null
                ? ofCookies(context, found, found.isPresent() ? account : Optional.empty())
                : refuse(context, problem(failure)));
    }

    private static Problem problem(Throwable failure) {
        return failure instanceof Refusal refusal
                ? refusal.problem()
                : Problem.unavailable("who is signed in can't be looked up now; the database does not answer");
    }

    /** @param token of the session, where it is an account's */
    private Uni<SecurityIdentity> ofCookies(RoutingContext context, Optional<Identity> session, Optional<String> token) {
        HttpServerRequest request = context.request();
        Optional<Identity> known = session.or(() -> cookie(request, VISITOR_COOKIE).flatMap(visitors::read));
        if ((known.isPresent() || Subprotocol.isHandshake(request)) && origins.isForeign(request)) {
            return refuse(context, HttpResponseStatus.FORBIDDEN, "pages of " + request.getHeader(HttpHeaders.ORIGIN)
                    + " may not speak for this reader; retort.security.allowed-origins names those that may");
        }
        return security(known.orElseGet(() -> Identity.visitor(Visitors.newId())), known.isEmpty(), token);
    }

    private Uni<SecurityIdentity> ofHeader(RoutingContext context, String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return noBearer(context);
        }
        String token = authorization.substring(BEARER.length()).strip();
        if (token.startsWith(AccountSessions.KEY_PREFIX)) {
            return accounts.ofKey(token, context.request().method().name(), context.normalizedPath()).onItemOrFailure()
                    .transformToUni((found, failure) -> failure == null
                            ? found.map(known -> security(known, false, Optional.of(token))).orElseGet(() -> noBearer(context))
                            : refuse(context, problem(failure)));
        }
        return agents.holder(token).map(AgentTokens.Holder::identity).or(() -> visitors.read(token))
                .map(known -> security(known, false, Optional.empty())).orElseGet(() -> noBearer(context));
    }

    private static Uni<SecurityIdentity> noBearer(RoutingContext context) {
        return refuse(context, HttpResponseStatus.UNAUTHORIZED,
                "the Authorization header must be \"Bearer \" and this server's login token, "
                        + "an agent's, a key that has not ended, or the visitorToken of an earlier conversation");
    }

    private static Optional<String> cookie(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getCookie(name)).map(Cookie::getValue);
    }

    private static Uni<SecurityIdentity> security(Identity identity, boolean isNew, Optional<String> token) {
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder().setPrincipal(new QuarkusPrincipal(identity.id()))
                .addRoles(identity.roles()).addAttribute(NEW_VISITOR, isNew);
        token.ifPresent(session -> builder.addAttribute(SessionCookie.SESSION, session));
        return Uni.createFrom().item(builder.build());
    }

    private static Uni<SecurityIdentity> refuse(RoutingContext context, HttpResponseStatus status, String detail) {
        return refuse(context, Problem.plain(status.code(), status.reasonPhrase(), detail));
    }

    private static Uni<SecurityIdentity> refuse(RoutingContext context, Problem problem) {
        context.put(REFUSAL, problem);
        return Uni.createFrom().failure(new AuthenticationFailedException(problem.detail()));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        Problem refusal = context.get(REFUSAL);
        int status = refusal == null ? HttpResponseStatus.UNAUTHORIZED.code() : refusal.status();
        return Uni.createFrom().item(new ChallengeData(status, HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
    }

    /** Says why, in the body: RFC 9457, and OpenAI's own shape where its clients ask. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        Problem refusal = context.get(REFUSAL);
        if (refusal == null || context.response().headWritten()) {
            return HttpAuthenticationMechanism.super.sendChallenge(context);
        }
        return HttpAuthenticationMechanism.super.sendChallenge(context).chain(sent -> Uni.createFrom()
                .completionStage(EarlyRefusal.answer(context, refusal).toCompletionStage()).replaceWith(sent));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() { return Set.of(); }
}
