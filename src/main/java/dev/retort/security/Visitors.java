package dev.retort.security;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.security.identity.SecurityIdentity;

/** Visitors without a login. Each gets an id, and a signed token to prove it with when they come back. */
@Singleton
public class Visitors {
    /** Header by which a new visitor who keeps no cookies learns their token. */
    public static final String TOKEN_HEADER = "Retort-Visitor-Token";
    private static final String PREFIX = "v.";

    private final Seal seal;

    Visitors(Secrets secrets) {
        seal = new Seal(secrets, "visitor");
    }

    static String newId() {
        return "visitor-" + Secrets.randomId();
    }

    /** The token that a program sends as bearer token, and a browser as cookie, to be this visitor again. */
    public String token(String visitorId) {
        return PREFIX + seal.close(visitorId);
    }

    /** Whether this visitor was met for the first time with this request, and holds no token yet. */
    public static boolean isNew(SecurityIdentity security) {
        return Boolean.TRUE.equals(security.getAttribute(RetortAuthentication.NEW_VISITOR));
    }

    Optional<Identity> read(String token) {
        return token.startsWith(PREFIX) ? seal.open(token.substring(PREFIX.length())).map(Identity::visitor) : Optional.empty();
    }
}
