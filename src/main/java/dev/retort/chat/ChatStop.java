package dev.retort.chat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import dev.retort.time.Stopwatch;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OpenConnections;
import org.jboss.logging.Logger;

/**
 * Ends the chats before the server does: no message is taken any more, replies that are being written end and are recorded, cancelled if they
 * take too long, and then every connection is told to go. Quarkus tells of its end when the HTTP server has gone already; so this begins by
 * itself when the process is told to end, while Quarkus still waits for open connections.
 */
@Singleton
class ChatStop {
    private static final Logger LOG = Logger.getLogger(ChatStop.class);
    static final CloseReason GOING_AWAY = new CloseReason(1001, "the server stops; reconnect to resume");
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Conversations conversations;
    private final OpenConnections connections;
    private final ChatConfig config;
    private volatile boolean begun;

    ChatStop(Conversations conversations, OpenConnections connections, ChatConfig config) {
        this.conversations = conversations;
        this.connections = connections;
        this.config = config;
    }

    /** Whether new messages and connections are refused. */
    boolean hasBegun() {
        return begun;
    }

    void start(@Observes StartupEvent event) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-chats"));
    }

    /** Early: the model and Kafka's clients are still there. */
    void stop(@Observes @Priority(2) ShutdownEvent event) {
        stop();
    }

    private synchronized void stop() {
        if (begun) {
            return;
        }
        begun = true;
        BooleanSupplier silent = () -> conversations.all().stream().noneMatch(Conversation::isAnswering);
        if (!await(silent, config.stopWithin())) {
            conversations.all().forEach(conversation -> conversation.running().ifPresent(Reply::cancel));
            if (!await(silent, config.stopWithin())) {
                LOG.warn("replies were still being written or recorded when the server stopped");
            }
        }
        conversations.all().forEach(conversation -> conversation.dismiss(GOING_AWAY));
        if (!await(() -> connections.stream().findAny().isEmpty(), FAREWELL)) {
            connections.forEach(connection -> connection.close(GOING_AWAY).subscribe().with(closed -> {}, failure -> {}));
        }
    }

    private static boolean await(BooleanSupplier condition, Duration patience) {
        var waited = new Stopwatch();
        while (!condition.getAsBoolean()) {
            if (waited.isPast(patience)) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }
}
