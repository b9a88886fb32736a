package dev.retort.security;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.CorsHandler;

/** Lets browsers show answers to the allowed pages of other sites: errors and streams, too. */
@ApplicationScoped
class CrossOrigin {
    private static final int BEFORE_ANYTHING_IS_REFUSED = 500;
    private static final int AN_HOUR = 3600;

    private final Origins origins;

    CrossOrigin(Origins origins) {
        this.origins = origins;
    }

    /** Any header may be sent, since OpenAI's clients have many; the credentials are cookies of a subdomain of the same site. */
    void register(@Observes Filters filters) {
        if (origins.allowed().isEmpty()) {
            return;
        }
        CorsHandler cors = CorsHandler.create().addOrigins(origins.allowed()).allowCredentials(true)
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST))
                .exposedHeaders(Set.of(Visitors.TOKEN_HEADER, "Retry-After", "x-request-id")).maxAgeSeconds(AN_HOUR);
        filters.register(context -> {
            if (origins.isGuest(context.request())) {
                cors.handle(context);
            } else {
                context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
                context.next();
            }
        }, BEFORE_ANYTHING_IS_REFUSED);
    }
}
