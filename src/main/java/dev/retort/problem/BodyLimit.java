package dev.retort.problem;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.retort.bounds.MemoryBudget;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies that are compressed or too large; the server would do so, too, but without a word. And those that would be too much together with the
 * bodies of all requests that are being answered. Small ones always have room. A body that does not announce its length is read here, up to the limit.
 */
@ApplicationScoped
class BodyLimit {
    private static final int BEFORE_THE_SERVERS_OWN = 100;
    private static final long SMALL_BYTES = 1 << 16;

    private final long mostBytes;
    private final MemoryBudget all;
    private final BodyHandler unannounced;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize mostBytes,
            @ConfigProperty(name = "retort.body-memory", defaultValue = "64M") MemorySize memory) {
        this.mostBytes = mostBytes.asLongValue();
        this.all = new MemoryBudget(memory.asLongValue());
        this.unannounced = BodyHandler.create(false).setBodyLimit(this.mostBytes);
    }

    void register(@Observes Filters filters) {
        filters.register(this::look, BEFORE_THE_SERVERS_OWN);
    }

    void look(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Problem> problem = compressed(request).or(() -> tooLarge(request));
        if (problem.isPresent()) {
            EarlyRefusal.answer(context, problem.get());
            return;
        }
        MemoryBudget.Share memory = all.share(SMALL_BYTES);
        if (!memory.take(length(request))) {
            EarlyRefusal.answer(context, Problem.unavailable("other requests of %d bytes are being answered; try again in a few seconds"
                    .formatted(all.used())));
            return;
        }
        context.addEndHandler(ended -> memory.giveAll());
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            unannounced.handle(context);
        } else {
            context.next();
        }
    }

    /** Words for a body of unknown length. */
    String exceeded() {
        return "the body has more than %d bytes, at most so many are allowed".formatted(mostBytes);
    }

    private static Optional<Problem> compressed(HttpServerRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding == null || encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")
                ? Optional.empty()
                : problem(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                        "the body's Content-Encoding is " + encoding + ", bodies are read uncompressed only: leave the header out");
    }

    private Optional<Problem> tooLarge(HttpServerRequest request) {
        long length = length(request);
        return length <= mostBytes
                ? Optional.empty()
                : problem(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "the body has %d bytes, at most %d are allowed".formatted(length, mostBytes));
    }

    private static Optional<Problem> problem(HttpResponseStatus status, String detail) {
        return Optional.of(Problem.plain(status.code(), status.reasonPhrase(), detail));
    }

    /** The bytes that the body has or, where it doesn't say, may have. */
    private long length(HttpServerRequest request) {
        String told = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (told == null) {
            HttpMethod method = request.method();
            return method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT) || method.equals(HttpMethod.PATCH)
                    || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null ? mostBytes : 0;
        }
        try {
            return Long.parseLong(told);
        } catch (NumberFormatException e) {
            return 0; // the server refuses it
        }
    }
}
