package dev.retort.chat;

import static dev.retort.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import dev.retort.local.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocketConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that go away without a word, or stay and read no more. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class GoneClientIT {
    @TestHTTPResource("/")
    URI http;

    @Inject
    ServedModel served;

    @Inject
    Pulses pulses;

    @Inject
    OpenConnections connections;

    @BeforeEach
    void aModelServes() {
        served.await();
    }

    private Set<String> open() {
        return connections.stream().map(WebSocketConnection::id).collect(Collectors.toSet());
    }

    @Test
    void aClientThatDoesNotAnswerPingsIsToldAndLetGo() throws IOException {
        try (RawChat silent = new RawChat(http); ChatClient other = ChatClient.open(http, "", Map.of())) {
            silent.next(RawChat.TEXT);
            other.expect("conversation.created");
            pulses.beat();
            silent.next(RawChat.PING);
            silent.send(RawChat.PONG, "something else".getBytes(US_ASCII));
            other.ask("Hi", 1);
            other.ask("Hi", 1); // what the client said before this has been heard, its pong included
            pulses.beat();

            assertThat(silent.next(RawChat.CLOSE).closeCode()).isEqualTo(1001);
            other.ask("Hi", 1);
        }
    }

    @Test
    void aClientThatAnswersStays() throws IOException {
        try (RawChat polite = new RawChat(http)) {
            polite.next(RawChat.TEXT);
            for (int i = 0; i < 3; i++) {
                pulses.beat();
                byte[] asked = polite.next(RawChat.PING).payload();
                polite.send(RawChat.PONG, asked);
                polite.send(RawChat.TEXT, new byte[]{'{'}); // its error frame proves that the pong before it was heard
                polite.next(RawChat.TEXT);
            }
        }
    }

    @Test
    void aClientThatReadsNoMoreIsLetGo() throws IOException {
        Set<String> before = open();
        try (RawChat stalled = new RawChat(http)) {
            await().until(() -> open().stream().anyMatch(id -> !before.contains(id)));
            Set<String> own = open().stream().filter(id -> !before.contains(id)).collect(Collectors.toSet());
            byte[] nonsense = ("{\"type\":\"message\",\"text\":\"" + "\\u0000".repeat(200) + "\"}").getBytes(US_ASCII);
            for (int i = 0; i < 1500; i++) { // each is answered with an error, and none of the answers is read
                stalled.send(RawChat.TEXT, nonsense);
            }
            pulses.beat();
            pulses.beat();

            await().until(() -> open().stream().noneMatch(own::contains));
        }
    }

    @Test
    void aFrameOverOneMebibyteEndsItsConnectionWith1009() throws IOException {
        for (int bytes : new int[]{(1 << 20) + 1, 8 << 20}) {
            try (RawChat client = new RawChat(http)) {
                client.next(RawChat.TEXT);
                client.send(RawChat.TEXT, new byte[bytes]);

                assertThat(client.next(RawChat.CLOSE).closeCode()).isEqualTo(1009);
            }
        }
    }

    @Test
    void aFrameOfOneMebibyteIsRead() throws IOException {
        try (RawChat client = new RawChat(http)) {
            client.next(RawChat.TEXT);
            client.send(RawChat.TEXT, new byte[1 << 20]);

            assertThat(new String(client.next(RawChat.TEXT).payload(), US_ASCII)).contains("\"type\":\"error\"");
        }
    }
}
