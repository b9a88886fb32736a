package dev.retort.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses bodies that announce themselves as too large. The server would do so, too, but without a word. */
@ApplicationScoped
class BodyLimit {
    private static final int BEFORE_THE_SERVERS_OWN = 100;

    private final long mostBytes;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize mostBytes) {
        this.mostBytes = mostBytes.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::look, BEFORE_THE_SERVERS_OWN);
    }

    private void look(RoutingContext context) {
        long length = length(context);
        if (length <= mostBytes) {
            context.next();
            return;
        }
        HttpResponseStatus status = HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
        ErrorBody body = ErrorBody.of(Problem.plain(status.code(), status.reasonPhrase(),
                "the body has %d bytes, at most %d are allowed".formatted(length, mostBytes)), context.normalizedPath());
        context.addEndHandler(told -> context.request().connection().close());
        context.response().setStatusCode(status.code()).putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, body.contentType()).end(body.json().toString());
    }

    private static long length(RoutingContext context) {
        try {
            return Long.parseLong(context.request().getHeader(HttpHeaders.CONTENT_LENGTH));
        } catch (NumberFormatException absent) {
            return 0;
        }
    }
}
