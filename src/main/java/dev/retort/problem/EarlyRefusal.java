package dev.retort.problem;

import java.time.Duration;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Tells a refusal that no resource made: one that comes before them, or where there is none. */
public final class EarlyRefusal {
    private static final Duration REST_OF_A_BODY = Duration.ofSeconds(10);

    private EarlyRefusal() {}

    /** Answers in the form that clients of the path expect. Completes when the answer is written. */
    public static Future<Void> answer(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        ErrorBody body = ErrorBody.of(problem, path(context.request()));
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, body.contentType());
        problem.retryAfter().ifPresent(wait -> response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds()))));
        if (!isForItsBody(problem)) {
            return response.end(body.json().toString());
        }
        Future<Void> told = response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).end(body.json().toString());
        closeAfterTheBody(context);
        return told;
    }

    /** Lets the client say what it has to say: most read an answer only then, and one that is cut off sees no answer at all. */
    private static void closeAfterTheBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        request.handler(unread -> {}).endHandler(done -> request.connection().close());
        context.vertx().setTimer(REST_OF_A_BODY.toMillis(), late -> request.connection().close());
        request.resume();
    }

    private static boolean isForItsBody(Problem problem) {
        return problem.status() == HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE.code()
                || problem.status() == HttpResponseStatus.SERVICE_UNAVAILABLE.code();
    }

    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "/" : path;
    }
}
