package dev.retort.security;

import java.net.URI;
import java.util.List;

import jakarta.inject.Singleton;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

/** Tells pages of this server from pages of other sites, whose requests must not borrow the reader's cookies. */
@Singleton
class Origins {
    private final List<String> allowed;

    Origins(SecurityConfig config) {
        allowed = config.allowedOrigins().orElse(List.of());
    }

    /** Whether a page of another site, that is not an allowed one, sent this request. Programs send no Origin and are not meant. */
    boolean isForeign(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        HostAndPort host = request.authority();
        return origin != null && !allowed.contains(origin) && (host == null || !isSame(origin, host));
    }

    private static boolean isSame(String origin, HostAndPort host) {
        try {
            URI uri = URI.create(origin);
            int usual = "https".equals(uri.getScheme()) ? 443 : 80;
            int port = uri.getPort() < 0 ? usual : uri.getPort();
            return host.host().equalsIgnoreCase(uri.getHost()) && port == (host.port() < 0 ? usual : host.port());
        } catch (IllegalArgumentException notAUri) {
            return false;
        }
    }
}
