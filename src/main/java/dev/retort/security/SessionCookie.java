package dev.retort.security;

import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.http.HttpServerRequest;

/** The cookie of a browser that is signed in, and the mark of that session on requests and WebSockets. */
@Singleton
public class SessionCookie {
    /** Beginning of the tokens of accounts. Those of the holders of tokens are sealed and begin otherwise. */
    public static final String PREFIX = "a.";
    /** Attribute of a security identity: the token by which it is signed in, or the key by which a program asks. */
    static final String SESSION = "retort.session";
    private static final UserData.TypedKey<String> OF_SOCKET = UserData.TypedKey.forString(SESSION);

    private final SecurityConfig config;

    SessionCookie(SecurityConfig config) {
        this.config = config;
    }

    /** Time for which a browser stays signed in. */
    public Duration lifetime() {
        return config.sessionTtl();
    }

    public static String newToken() {
        return PREFIX + Secrets.randomId();
    }

    public NewCookie of(String token, HttpServerRequest request) {
        return OwnCookie.of(RetortAuthentication.SESSION_COOKIE, token, config.sessionTtl(), request);
    }

    /** A cookie that takes the place of whichever there is and is gone at once. */
    public NewCookie none(HttpServerRequest request) {
        return OwnCookie.of(RetortAuthentication.SESSION_COOKIE, "", Duration.ZERO, request);
    }

    /** The token by which somebody with an account is signed in, or the key of a program. */
    public static Optional<String> token(SecurityIdentity security) {
        return Optional.ofNullable(security.<String>getAttribute(SESSION));
    }

    /** Remembers with a WebSocket whose session it belongs to: it ends with it. */
    public static void mark(WebSocketConnection connection, SecurityIdentity security) {
        token(security).ifPresent(token -> connection.userData().put(OF_SOCKET, token));
    }

    /** The token of the session that a WebSocket belongs to. */
    public static Optional<String> token(WebSocketConnection connection) {
        return Optional.ofNullable(connection.userData().get(OF_SOCKET));
    }
}
