package dev.retort.problem;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Bodies that end before they are whole, for their clients have gone. Nobody reads an answer, and nothing of the server is broken. */
final class BrokenOff {
    static final String DETAIL = "the body ends before it is whole";
    private static final Logger LOG = Logger.getLogger(BrokenOff.class);

    private BrokenOff() {}

    /** Whether the failure is no more than this. Then the log has one line about it, for whoever looks at details. */
    static boolean is(Throwable failure, HttpServerRequest request) {
        boolean broken = !request.isEnded() && isOfAConnection(failure);
        if (broken) {
            LOG.debugf("%s %s: %s", request.method(), request.path(), DETAIL);
        }
        return broken;
    }

    private static boolean isOfAConnection(@Nullable Throwable failure) {
        return failure instanceof HttpClosedException || failure instanceof SocketException || failure instanceof ClosedChannelException
                || failure instanceof IOException && isOfAConnection(failure.getCause());
    }
}
