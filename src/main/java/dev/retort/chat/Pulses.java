package dev.retort.chat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.buffer.Buffer;

/** Lets go of clients that have gone without a word, or read no more. */
@Singleton
class Pulses {
    private final Map<String, Pulse> byConnection = new ConcurrentHashMap<>();

    void begin(WebSocketConnection connection) {
        byConnection.put(connection.id(), new Pulse(connection));
    }

    void end(WebSocketConnection connection) {
        byConnection.remove(connection.id());
    }

    void heard(WebSocketConnection connection, Buffer payload) {
        Pulse pulse = byConnection.get(connection.id());
        if (pulse != null) {
            pulse.heard(payload);
        }
    }

    @Scheduled(every = "{retort.chat.ping-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void beat() {
        byConnection.values().forEach(Pulse::beat);
    }
}
