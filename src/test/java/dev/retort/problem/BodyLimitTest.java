package dev.retort.problem;

import static dev.retort.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many large bodies at the same time, on a server of its own that keeps each until it is answered. */
class BodyLimitTest {
    private static final int MANY = 250;
    private static final int BODY = 3_400_000;
    private static final int OWN = 1 << 16;
    private static final long ALL = 64 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final List<RoutingContext> kept = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void aServer() throws Exception {
        BodyLimit limit = new BodyLimit(size(4 << 20), size(ALL));
        Router router = Router.router(vertx);
        router.route().handler(limit::look);
        router.route().handler(context -> {
            context.request().pause();
            kept.add(context);
        });
        server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
    }

    private static MemorySize size(long bytes) {
        return new MemorySize(BigInteger.valueOf(bytes));
    }

    @AfterEach
    void ends() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private void ask(int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
            clients.add(client);
            client.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n{".formatted(BODY).getBytes(US_ASCII));
        }
    }

    private static boolean isRefused(Socket client) {
        try {
            return client.getInputStream().available() >= 12
                    && new String(client.getInputStream().readNBytes(12), US_ASCII).equals("HTTP/1.1 503");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void asManyAreReadAsThereIsMemoryForAndTheOthersAreRefusedUntilThoseAreAnswered() throws Exception {
        int room = (int) (ALL / (BODY - OWN));
        List<Socket> refused = new ArrayList<>();
        ask(MANY);
        await().until(() -> {
            clients.stream().filter(client -> !refused.contains(client)).filter(BodyLimitTest::isRefused).toList().forEach(refused::add);
            return kept.size() + refused.size() == MANY;
        });
        assertThat(kept).hasSize(room);

        kept.forEach(context -> context.response().end());
        kept.clear();
        await().until(() -> { // each attempt that comes too early is one that is refused
            ask(1);
            return !kept.isEmpty();
        });
        int before = kept.size();
        ask(MANY);
        await().until(() -> kept.size() == room);
        assertThat(before).isLessThanOrEqualTo(room);
    }
}
