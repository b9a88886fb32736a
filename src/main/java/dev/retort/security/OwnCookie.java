package dev.retort.security;

import java.time.Duration;

import jakarta.ws.rs.core.NewCookie;

import io.vertx.core.http.HttpServerRequest;

/** Cookies that browsers send back to this server only, from its own pages only, and show to no script. */
final class OwnCookie {
    private OwnCookie() {}

    static NewCookie of(String name, String value, Duration lifetime, HttpServerRequest request) {
        return new NewCookie.Builder(name).value(value).path(prefix(request) + "/")
                .maxAge(Math.toIntExact(lifetime.toSeconds())).httpOnly(true).secure("https".equals(request.scheme()))
                .sameSite(NewCookie.SameSite.STRICT).build();
    }

    /** The part of the address that a trusted proxy took away and told ({@code X-Forwarded-Prefix}); mostly empty. */
    private static String prefix(HttpServerRequest request) {
        String address = request.uri().split("\\?", 2)[0];
        String path = request.path();
        return path != null && address.startsWith("/") && address.endsWith(path)
                ? address.substring(0, address.length() - path.length())
                : "";
    }
}
