package dev.retort.openai;

import static dev.retort.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.problem.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers on a server of their own, to clients that read as they like. */
class HttpAnswerTest {
    private static final int ALL = 12 << 20; // more than the machine's own buffers hold
    private static final int EACH = 8 << 20;
    private static final ObjectNode EVENT = JsonNodeFactory.instance.objectNode().put("text", "x".repeat(64 << 10));
    private static final int EVENTS = 64 << 20 >> 16; // 64 MB, many times what may wait

    private final Vertx vertx = Vertx.vertx();
    private final Unread unread = new Unread(ALL, EACH);
    private final BlockingQueue<HttpAnswer> answers = new ArrayBlockingQueue<>(8);
    private HttpServer server;

    @BeforeEach
    void aServer() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(context -> answers.add(new HttpAnswer(context, unread)));
        server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
    }

    @AfterEach
    void ends() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private Socket client() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(US_ASCII));
        return socket;
    }

    private HttpAnswer answer() throws InterruptedException {
        HttpAnswer answer = answers.poll(30, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return answer;
    }

    @Test
    void aClientThatReadsNothingIsLetGoAndHoldsNoMemory() throws Exception {
        try (Socket client = client()) {
            HttpAnswer answer = answer();
            AtomicBoolean told = new AtomicBoolean();
            answer.whenGone(() -> told.set(true));
            answer.stream(Duration.ofHours(1));
            for (int i = 0; i < EVENTS; i++) {
                answer.event(EVENT);
                assertThat(unread.used()).isLessThanOrEqualTo(EACH);
            }
            await().until(answer::isGone);
            assertThat(told).as("what writes the reply is told").isTrue();
            answer.done();
            await().untilAsserted(() -> assertThat(unread.used()).isZero());
            await().until(() -> isEnded(client));
        }
    }

    @Test
    void manyWhoReadNothingHoldNoMoreThanIsForAll() throws Exception {
        try (Socket first = client(); Socket second = client(); Socket third = client()) {
            HttpAnswer[] all = {answer(), answer(), answer()};
            for (HttpAnswer answer : all) {
                answer.stream(Duration.ofHours(1));
            }
            for (int i = 0; i < EVENTS; i++) {
                for (HttpAnswer answer : all) {
                    answer.event(EVENT);
                }
                assertThat(unread.used()).isLessThanOrEqualTo(ALL);
            }
            await().until(() -> all[0].isGone() && all[1].isGone() && all[2].isGone());
            await().untilAsserted(() -> assertThat(unread.used()).isZero());
        }
    }

    @Test
    void aClientThatReadsGetsEverythingHoweverMuchThatIs() throws Exception {
        try (Socket client = client()) {
            client.setSoTimeout(60_000);
            HttpAnswer answer = answer();
            answer.stream(Duration.ofHours(1));
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
            String expected = "data: " + EVENT;
            for (int i = 0; i < EVENTS; i++) {
                answer.event(EVENT);
                while (!in.readLine().equals(expected)) {
                    // the head, lengths of chunks, empty lines
                }
            }
            answer.done();
            while (!in.readLine().equals("data: [DONE]")) {
                // as above
            }
            assertThat(answer.isGone()).isFalse();
            await().untilAsserted(() -> assertThat(unread.used()).isZero());
        }
    }

    @Test
    void whatIsAnsweredAtOnceCountsUntilItIsRead() throws Exception {
        try (Socket client = client()) {
            HttpAnswer answer = answer();
            answer.json(JsonNodeFactory.instance.objectNode().put("text", "x".repeat(32 << 20)));
            await().untilAsserted(() -> assertThat(unread.used()).isGreaterThan(ALL));
            try (Socket other = client()) {
                HttpAnswer refused = answer();
                refused.stream(Duration.ofHours(1));
                refused.event(EVENT);
                await().until(refused::isGone);
            }
            client.getInputStream().skipNBytes(32 << 20);
            await().untilAsserted(() -> assertThat(unread.used()).isZero());
        }
        try (Socket client = client()) {
            answer().fail(Problem.badRequest("x", "no"));
            assertThat(new String(client.getInputStream().readNBytes(12), US_ASCII)).isEqualTo("HTTP/1.1 400");
        }
    }

    /** Reads on: what had arrived before, and then the end. */
    private static boolean isEnded(Socket client) {
        try {
            client.setSoTimeout(200);
            return client.getInputStream().skip(1 << 24) == 0 && client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }
}
