package dev.retort.problem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.retort.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as the server's own HTTP server gets them. */
class BrokenOffTest {
    private static final String LENGTH = "Content-Length: 500";

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<HttpServerRequest> begun = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> read = new CompletableFuture<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            request.exceptionHandler(failure::complete).endHandler(read::complete);
            begun.complete(request);
        });
        port = join(server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture()).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        join(vertx.close().toCompletionStage().toCompletableFuture());
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 500,false", "Content-Length: 500,true", "Transfer-Encoding: chunked,false",
            "Transfer-Encoding: chunked,true"})
    void aClientThatGoesInTheMiddleOfItsBodyHasBrokenItOff(String length, boolean reset) throws Exception {
        try (Socket socket = send(length, length.equals(LENGTH) ? "{\"a\": 1," : "8\r\n{\"a\": 1,\r\n")) {
            join(begun);
            socket.setSoLinger(reset, 0);
        }
        assertThat(BrokenOff.is(join(failure), join(begun))).isTrue();
        assertThat(BrokenOff.is(new IOException(new IOException(join(failure))), join(begun))).as("as readers of streams tell it").isTrue();
        assertThat(BrokenOff.is(new IllegalStateException(join(failure)), join(begun))).isFalse();
        assertThat(BrokenOff.is(new IOException("No space left on device"), join(begun))).isFalse();
    }

    @Test
    void anyConnectionThatFailsAfterTheBodyIsTheServersAffair() throws Exception {
        try (Socket socket = send(LENGTH, "x".repeat(500))) {
            assertThat(socket.isConnected()).isTrue();
            join(read);
            assertThat(BrokenOff.is(new IOException(new SocketException("Connection reset")), join(begun))).isFalse();
        }
    }

    private Socket send(String length, String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.getOutputStream().write("POST / HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n%s".formatted(length, body).getBytes(US_ASCII));
        return socket;
    }

    private static <T> T join(CompletableFuture<T> future) throws Exception {
        return future.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
