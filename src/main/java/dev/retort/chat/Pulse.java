package dev.retort.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.buffer.Buffer;
import org.jboss.logging.Logger;

/**
 * Asks one client again and again whether it is there. Each ping has a number, so that its pong proves that everything before it was read: a client
 * that has stopped to read is as gone as one whose network is.
 */
final class Pulse {
    private static final Logger LOG = Logger.getLogger(Pulse.class);
    private static final CloseReason NO_ANSWER = new CloseReason(1001, "pings are not answered; reconnect to resume");

    private final WebSocketConnection connection;
    // guarded by this
    private long asked;
    private long answered;

    Pulse(WebSocketConnection connection) {
        this.connection = connection;
    }

    /** Asks; ends the connection if there is no answer to what was asked before. */
    void beat() {
        long number;
        synchronized (this) {
            number = answered == asked ? ++asked : 0;
        }
        if (number > 0) {
            connection.sendPing(Buffer.buffer(Long.toString(number))).subscribe().with(sent -> {},
                    failure -> LOG.debugf("ping: %s", failure.getMessage()));
        } else {
            LOG.debugf("connection %s does not answer", connection.id());
            connection.close(NO_ANSWER).subscribe().with(done -> {}, failure -> LOG.debugf("close: %s", failure.getMessage()));
        }
    }

    /** @param payload of a pong; the client may send any, and only an answer counts */
    synchronized void heard(Buffer payload) {
        if (payload.toString(US_ASCII).equals(Long.toString(asked))) {
            answered = asked;
        }
    }
}
