package dev.retort.problem;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Refuses addresses and headers that are too long or can't be read. The server would do so, too, but without a word. */
@ApplicationScoped
class HeadCheck {
    private static final int BEFORE_EVERYBODY_IS_KNOWN = 300;
    private static final int LONGEST_ADDRESS = 8000;
    private static final int LONGEST_HEADERS = 20_000;
    static final String UNREADABLE = "the address can't be read; what is no letter or digit is written as % and two hexadecimal digits";

    void register(@Observes Filters filters) {
        filters.register(this::look, BEFORE_EVERYBODY_IS_KNOWN);
    }

    private void look(RoutingContext context) {
        HttpServerRequest request = context.request();
        address(request.uri()).or(() -> headers(request.headers()))
                .ifPresentOrElse(problem -> EarlyRefusal.answer(context, problem), context::next);
    }

    static Optional<Problem> address(String uri) {
        if (uri.length() > LONGEST_ADDRESS) {
            return refused(HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "the address has %d characters, at most %d are allowed".formatted(uri.length(), LONGEST_ADDRESS));
        }
        if (uri.contains("%00")) {
            return refused(HttpResponseStatus.BAD_REQUEST, "the address has U+0000 (%00), which nothing here is called");
        }
        try {
            new URI(uri);
            return Optional.empty();
        } catch (URISyntaxException e) {
            return refused(HttpResponseStatus.BAD_REQUEST, UNREADABLE);
        }
    }

    private static Optional<Problem> headers(MultiMap headers) {
        int length = 0;
        for (Map.Entry<String, String> header : headers) {
            length += header.getKey().length() + header.getValue().length();
        }
        return length <= LONGEST_HEADERS
                ? Optional.empty()
                : refused(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                        "the headers have %d characters, at most %d are allowed".formatted(length, LONGEST_HEADERS));
    }

    private static Optional<Problem> refused(HttpResponseStatus status, String detail) {
        return Optional.of(Problem.plain(status.code(), status.reasonPhrase(), detail));
    }
}
