package dev.retort.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Singleton;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;

/** Tells pages of this server from pages of other sites, whose requests must not borrow the reader's cookies. */
@Singleton
class Origins {
    private final List<String> allowed;

    /** @throws IllegalArgumentException if an allowed one is no origin */
    Origins(SecurityConfig config) {
        allowed = config.allowedOrigins().orElse(List.of()).stream().map(Origins::checked).toList();
    }

    /** Those of other sites that may speak to this server. */
    List<String> allowed() {
        return allowed;
    }

    /** Whether a page of another site, that is not an allowed one, sent this request. Programs send no Origin and are not meant. */
    boolean isForeign(HttpServerRequest request) {
        return isOfAnotherSite(request) && !allowed.contains(origin(request));
    }

    /** Whether a page of another site sent this request that may. */
    boolean isGuest(HttpServerRequest request) {
        return isOfAnotherSite(request) && allowed.contains(origin(request));
    }

    private static boolean isOfAnotherSite(HttpServerRequest request) {
        HostAndPort host = request.authority();
        return request.headers().contains(HttpHeaders.ORIGIN) && (host == null || !isSame(origin(request), host));
    }

    private static String origin(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.ORIGIN).toLowerCase(Locale.ROOT);
    }

    private static boolean isSame(String origin, HostAndPort host) {
        try {
            URI uri = URI.create(origin);
            int usual = usualPort(uri);
            int port = uri.getPort() < 0 ? usual : uri.getPort();
            return host.host().equalsIgnoreCase(uri.getHost()) && port == (host.port() < 0 ? usual : host.port());
        } catch (IllegalArgumentException notAUri) {
            return false;
        }
    }

    /** The origin as browsers write it. */
    private static String checked(String configured) {
        String text = configured.strip().toLowerCase(Locale.ROOT);
        if (!text.matches("https?://[^/?#@*]+/?")) {
            throw new IllegalArgumentException("retort.security.allowed-origins has '" + configured.strip()
                    + "', expected the scheme and host of a site, such as https://shop.example");
        }
        URI uri = URI.create(text);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 || uri.getPort() == usualPort(uri) ? "" : ":" + uri.getPort());
    }

    private static int usualPort(URI uri) {
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
