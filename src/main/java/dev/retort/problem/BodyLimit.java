package dev.retort.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.retort.bounds.MemoryBudget;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies that announce themselves as too large; the server would do so, too, but without a word. And those that would be too much together
 * with the bodies of all requests that are being answered. Small ones always have room.
 */
@ApplicationScoped
class BodyLimit {
    private static final int BEFORE_THE_SERVERS_OWN = 100;
    private static final long SMALL_BYTES = 1 << 16;

    private final long mostBytes;
    private final MemoryBudget all;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize mostBytes,
            @ConfigProperty(name = "retort.body-memory", defaultValue = "64M") MemorySize memory) {
        this.mostBytes = mostBytes.asLongValue();
        this.all = new MemoryBudget(memory.asLongValue());
    }

    void register(@Observes Filters filters) {
        filters.register(this::look, BEFORE_THE_SERVERS_OWN);
    }

    private void look(RoutingContext context) {
        long length = length(context);
        if (length > mostBytes) {
            HttpResponseStatus status = HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            refuse(context, Problem.plain(status.code(), status.reasonPhrase(),
                    "the body has %d bytes, at most %d are allowed".formatted(length, mostBytes)));
            return;
        }
        MemoryBudget.Share memory = all.share(SMALL_BYTES);
        if (!memory.take(length)) {
            refuse(context, Problem.unavailable("other requests of %d bytes are being answered; try again in a few seconds"
                    .formatted(all.used())));
            return;
        }
        context.addEndHandler(ended -> memory.giveAll());
        context.next();
    }

    private static void refuse(RoutingContext context, Problem problem) {
        ErrorBody body = ErrorBody.of(problem, context.normalizedPath());
        context.addEndHandler(told -> context.request().connection().close());
        problem.retryAfter()
                .ifPresent(wait -> context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds()))));
        context.response().setStatusCode(problem.status()).putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, body.contentType()).end(body.json().toString());
    }

    /** The bytes that the body has or, where it doesn't say, may have. */
    private long length(RoutingContext context) {
        String told = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (told == null) {
            HttpMethod method = context.request().method();
            return method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT) || method.equals(HttpMethod.PATCH)
                    || context.request().getHeader(HttpHeaders.TRANSFER_ENCODING) != null ? mostBytes : 0;
        }
        try {
            return Long.parseLong(told);
        } catch (NumberFormatException e) {
            return 0; // the server refuses it
        }
    }
}
