package dev.retort.problem;

import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/** Gives every answer its request's id, {@code x-request-id}: the caller's own, or a new one. A failure is told in the log under it. */
@ApplicationScoped
class RequestIds {
    static final String HEADER = "x-request-id";
    private static final int FIRST = 1000;
    private static final Pattern USABLE = Pattern.compile("[\\w.:=+/-]{1,200}");

    void register(@Observes Filters filters) {
        filters.register(context -> {
            name(context);
            context.next();
        }, FIRST);
    }

    static void name(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && USABLE.matcher(given).matches() ? given : "req-" + UUID.randomUUID();
        context.response().putHeader(HEADER, id);
    }
}
