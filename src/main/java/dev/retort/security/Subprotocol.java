package dev.retort.security;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.retort.problem.EarlyRefusal;
import dev.retort.problem.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads words that a page says while it opens a WebSocket, when browsers let it set no header: {@code new WebSocket(url, ['retort', 'bearer.' + token])}. The
 * server answers with {@code retort}, which {@code quarkus.websockets-next.server.supported-subprotocols} names, too.
 */
@ApplicationScoped
class Subprotocol {
    private static final int BEFORE_EVERYBODY_IS_KNOWN = 300;
    private static final String NAME = "retort";
    private static final String BEARER = "bearer.";

    void register(@Observes Filters filters) {
        filters.register(
                context -> refused(context.request()).ifPresentOrElse(problem -> EarlyRefusal.answer(context, problem), context::next),
                BEFORE_EVERYBODY_IS_KNOWN);
    }

    /** The token that is said in the place of an {@code Authorization} header. */
    static Optional<String> token(HttpServerRequest request) {
        return offered(request).stream().filter(one -> one.startsWith(BEARER)).map(one -> one.substring(BEARER.length())).findFirst();
    }

    static boolean isHandshake(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    private static Optional<Problem> refused(HttpServerRequest request) {
        List<String> offered = offered(request);
        return offered.isEmpty() || offered.contains(NAME)
                ? Optional.empty()
                : Optional.of(Problem.plain(400, "Bad Request",
                        "none of the subprotocols offered is spoken here; expected \"%s\", or none".formatted(NAME)));
    }

    private static List<String> offered(HttpServerRequest request) {
        return isHandshake(request)
                ? request.headers().getAll("Sec-WebSocket-Protocol").stream().flatMap(line -> Arrays.stream(line.split(",")))
                        .map(String::strip).filter(one -> !one.isEmpty()).toList()
                : List.of();
    }
}
