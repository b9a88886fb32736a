package dev.retort.chat;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.retort.bounds.MemoryBudget;
import dev.retort.problem.Problem;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import org.jboss.logging.Logger;

/**
 * The frames on their way to one client, in order, one being written at a time. Whoever puts a frame in never waits: a client that reads too
 * slowly loses its connection, not its conversation.
 */
final class Outbox {
    private static final Logger LOG = Logger.getLogger(Outbox.class);
    private static final CloseReason TOO_SLOW = new CloseReason(1013, "reads too slowly; reconnect to resume");
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

    private final WebSocketConnection connection;
    private final int limit;
    private final MemoryBudget.Share memory;
    // guarded by this
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean closed;
    private Optional<CloseReason> ending = Optional.empty();

    /**
     * @param limit  frames that may wait
     * @param memory for them
     */
    Outbox(WebSocketConnection connection, int limit, MemoryBudget.Share memory) {
        this.connection = connection;
        this.limit = limit;
        this.memory = memory;
    }

    void send(OutFrame frame) {
        String text = write(frame);
        boolean tooSlow;
        synchronized (this) {
            if (closed) {
                return;
            }
            tooSlow = waiting.size() >= limit || !memory.take(bytes(text));
            if (tooSlow) {
                closed = true;
                clear();
            } else {
                waiting.add(text);
                if (writing) {
                    return;
                }
                writing = true;
            }
        }
        if (tooSlow) {
            close(TOO_SLOW);
        } else {
            pump();
        }
    }

    void refuse(Problem problem, Optional<String> messageId) {
        send(OutFrame.Error.of(problem, messageId, Optional.empty()));
    }

    /** Ends the connection with this frame, when what waits has been written. */
    void closeAfter(OutFrame last, CloseReason reason) {
        send(last);
        closeAfterAll(reason);
    }

    /** Ends the connection when what waits has been written. */
    void closeAfterAll(CloseReason reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (writing) {
                ending = Optional.of(reason);
                return;
            }
        }
        close(reason);
    }

    /** Nothing more can be sent. */
    synchronized void drop() {
        closed = true;
        clear();
    }

    private void clear() {
        waiting.clear();
        memory.giveAll();
    }

    private static long bytes(String frame) {
        return 2L * frame.length();
    }

    /** Writes until nothing waits, or until a write takes its time and goes on from here when it is done. */
    private void pump() {
        while (true) {
            String next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    writing = false;
                    ending.ifPresent(this::close);
                    return;
                }
                memory.give(bytes(next));
            }
            AtomicBoolean first = new AtomicBoolean(true); // whichever comes second, the write's end or this method's, goes on
            connection.sendText(next).subscribe().with(sent -> {
                if (!first.getAndSet(false)) {
                    pump();
                }
            }, failure -> {
                LOG.debugf("connection %s is gone: %s", connection.id(), failure.getMessage());
                drop();
            });
            if (first.getAndSet(false)) {
                return;
            }
        }
    }

    private void close(CloseReason reason) {
        connection.close(reason).subscribe().with(done -> {},
                failure -> LOG.debugf("close: %s", failure.getMessage()));
    }

    private static String write(OutFrame frame) {
        try {
            return JSON.writerFor(OutFrame.class).writeValueAsString(frame);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a frame is always JSON", e);
        }
    }
}
