package dev.retort.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;

import dev.retort.client.AnsweringModel;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.time.Stopwatch;

/** Sees a new version take over, as a new visitor would. */
final class Swap {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final HttpClient http;
    private final ServerAddress server;

    Swap(HttpClient http, ServerAddress server) {
        this.http = http;
        this.server = server.asVisitor();
    }

    /** Opens new conversations until one gets another version; returns its model. */
    AnsweringModel awaitAnotherThan(AnsweringModel old) throws IOException {
        var waited = new Stopwatch();
        while (!waited.isPast(PATIENCE)) {
            try (var connection = ChatConnection.open(http, server)) {
                if (!connection.model().version().equals(old.version())) {
                    return connection.model();
                }
            }
            ServerProcess.pause(Duration.ofMillis(200));
        }
        throw new IOException("the accepted version does not serve after %d s".formatted(PATIENCE.toSeconds()));
    }
}
