package dev.retort.problem;

import java.util.Map;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.HeaderConfig;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Tells the errors that the router finds by itself and would leave without a word, with the headers that every answer has. */
@ApplicationScoped
class RoutingErrors {
    private static final int BEFORE_THE_LAST = Integer.MAX_VALUE - 1;

    private final Map<String, HeaderConfig> headers;
    private final BodyLimit limit;

    RoutingErrors(VertxHttpConfig config, BodyLimit limit) {
        this.headers = config.header();
        this.limit = limit;
    }

    void register(@Observes Router router) {
        IntStream.range(400, 600).forEach(status -> router.errorHandler(status, context -> tell(context, status)));
        router.route().order(BEFORE_THE_LAST).failureHandler(context -> {
            boolean clients = context.statusCode() >= 400 && context.statusCode() < 500;
            if (context.failure() != null && BrokenOff.is(context.failure(), context.request())) {
                tell(context, HttpResponseStatus.BAD_REQUEST.code());
            } else if (context.failure() == null || clients && !(context.failure() instanceof SecurityException)) {
                tell(context, context.statusCode());
            } else {
                context.next(); // to who knows about tokens, or logs what is broken
            }
        });
    }

    private void tell(RoutingContext context, int code) {
        HttpServerResponse response = context.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        // an address that can't be read has passed nobody who sets them
        headers.forEach((name, header) -> response.putHeader(name, header.value()));
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!response.headers().contains(RequestIds.HEADER)) {
            RequestIds.name(context);
        }
        EarlyRefusal.answer(context, problem(context, HttpResponseStatus.valueOf(code < 400 ? 500 : code)));
    }

    private Problem problem(RoutingContext context, HttpResponseStatus status) {
        String detail = switch (status.code()) {
            case 400 -> HeadCheck.UNREADABLE;
            case 413 -> limit.exceeded();
            default -> "%s %s: %s".formatted(context.request().method(), context.request().path(), status.reasonPhrase());
        };
        return Problem.plain(status.code(), status.reasonPhrase(), detail);
    }
}
