package dev.retort.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.problem.ErrorBody;
import dev.retort.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

/**
 * The way back to one client: JSON at once, or server-sent events. Any thread may write, none waits; the connection's event loop alone touches the
 * response, in the order of the calls. What comes after the end is dropped. A client that leaves too much of a stream unread is let go, as if it had
 * left by itself.
 */
final class HttpAnswer {
    private static final Logger LOG = Logger.getLogger(HttpAnswer.class);

    private final RoutingContext http;
    private final HttpServerResponse response;
    private final Context loop;
    private final Unread.Reader unread;
    private final Uni<Void> end;
    // guarded by this
    private final List<Runnable> whenGone = new ArrayList<>();
    private final List<UniEmitter<? super Void>> waiting = new ArrayList<>();
    private boolean streaming;
    private boolean ended;
    private boolean completed;
    private boolean gone;
    private boolean quiet;
    private boolean tooSlow;
    private long heartbeat = -1;

    HttpAnswer(RoutingContext http, Unread unread) {
        this.http = http;
        this.unread = unread.reader();
        this.response = http.response();
        this.loop = http.vertx().getOrCreateContext(); // the request's
        this.end = Uni.createFrom().emitter(this::wait);
        http.addEndHandler(result -> closed());
    }

    /** Completes when everything is written, or nobody is there to read it. */
    Uni<Void> end() {
        return end;
    }

    /** Runs this, once, if the client leaves before the end. */
    void whenGone(Runnable what) {
        boolean late;
        synchronized (this) {
            late = gone;
            if (!late) {
                whenGone.add(what);
            }
        }
        if (late) {
            what.run();
        }
    }

    synchronized boolean isGone() { return gone; }

    void header(String name, String value) {
        loop.runOnContext(now -> {
            if (!response.headWritten()) {
                response.putHeader(name, value);
            }
        });
    }

    void json(ObjectNode body) {
        finish(200, body);
    }

    /** In the stream if it has begun, else with its status. */
    void fail(Problem problem) {
        ErrorBody body = ErrorBody.openAi(problem);
        if (problem.status() == 500) {
            LOG.errorf("request %s: %s", response.headers().get("x-request-id"), problem.detail());
        }
        if (isStreaming()) {
            event(body.json());
            finishStream();
        } else {
            problem.retryAfter().ifPresent(after -> header("Retry-After", Long.toString(Math.max(1, after.toSeconds()))));
            finish(problem.status(), body.json());
        }
    }

    /** Begins the stream; a comment is sent whenever nothing was for so long. */
    synchronized void stream(Duration every) {
        if (streaming || ended) {
            return;
        }
        streaming = true;
        loop.runOnContext(now -> {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=UTF-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader("X-Accel-Buffering", "no");
            response.write(": hello\n\n"); // the head goes out now, however long the first token takes
        });
        heartbeat = http.vertx().setPeriodic(every.toMillis(), timer -> beat());
    }

    synchronized void event(ObjectNode body) {
        if (!ended) {
            quiet = false;
            write("data: " + body + "\n\n");
        }
    }

    /** The stream's good end. */
    synchronized void done() {
        if (!ended) {
            write("data: [DONE]\n\n");
            finishStream();
        }
    }

    private synchronized boolean isStreaming() { return streaming; }

    private synchronized void beat() {
        if (!ended && quiet) {
            write(": waiting\n\n");
        }
        quiet = true;
    }

    // with the lock
    private void write(String text) {
        if (tooSlow) {
            return;
        }
        if (!unread.take(text.length())) {
            tooSlow = true;
            loop.runOnContext(now -> letGo());
            return;
        }
        loop.runOnContext(now -> {
            if (response.ended() || response.closed()) {
                unread.give(text.length());
            } else {
                response.write(text).onComplete(read -> unread.give(text.length()));
            }
        });
    }

    /** Ends the connection at once: Vert.x's own way waits until the client has read everything. */
    private void letGo() {
        LOG.debugf("request %s: its client reads too slowly", response.headers().get("x-request-id"));
        if (http.request().version() != HttpVersion.HTTP_2 && http.request().connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        } else {
            response.reset();
        }
        closed();
    }

    private void finish(int status, ObjectNode body) {
        String text = body.toString();
        end(() -> {
            unread.add(text.length());
            response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(text)
                    .onComplete(read -> unread.give(text.length()));
        });
    }

    private void finishStream() {
        end(response::end);
    }

    private void end(Runnable last) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        loop.runOnContext(now -> {
            try {
                if (!response.ended() && !response.closed()) {
                    last.run();
                }
            } finally {
                complete();
            }
        });
    }

    private void closed() {
        List<Runnable> tasks;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            gone = true;
            tasks = List.copyOf(whenGone);
        }
        tasks.forEach(Runnable::run);
        complete();
    }

    private void wait(UniEmitter<? super Void> emitter) {
        boolean late;
        synchronized (this) {
            late = completed;
            if (!late) {
                waiting.add(emitter);
            }
        }
        if (late) {
            emitter.complete(null);
        }
    }

    private void complete() {
        List<UniEmitter<? super Void>> emitters;
        synchronized (this) {
            completed = true;
            if (heartbeat >= 0) {
                http.vertx().cancelTimer(heartbeat);
            }
            emitters = List.copyOf(waiting);
            waiting.clear();
        }
        emitters.forEach(emitter -> emitter.complete(null));
    }
}
