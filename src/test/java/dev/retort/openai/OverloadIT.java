package dev.retort.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import dev.retort.serving.Admission;
import dev.retort.serving.LiveModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More than there is room for, and clients that leave: only what was announced is refused, and nothing is left behind. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class OverloadIT {
    private static final int PLACES = 32;

    @TestHTTPResource("/")
    URI http;

    @Inject
    LiveModel live;

    @Inject
    Admission admission;

    @Inject
    MeterRegistry metrics;

    @Inject
    Secrets secrets;

    @BeforeEach
    void aModelServes() {
        Patience.await().until(() -> live.current().isPresent());
    }

    @AfterEach
    void nothingIsLeft() {
        Patience.await().untilAsserted(() -> {
            assertThat(admission.running()).isZero();
            assertThat(admission.waiting()).isZero();
            for (String gauge : List.of("retort.serving.leases", "retort.serving.batch.occupancy", "retort.serving.waiting")) {
                assertThat(metrics.get(gauge).gauge().value()).as(gauge).isZero();
            }
        });
    }

    @Test
    void bodiesThatAreTooMuchTogetherAreRefusedAndSmallOnesAreServed() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) { // of 4 MB each, of which nothing comes
                Socket socket = new Socket(http.getHost(), http.getPort());
                strangers.add(socket);
                socket.getOutputStream()
                        .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 4194304\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
            }
            Patience.await().until(() -> answered(strangers).size() == 4);
            for (Socket refused : answered(strangers)) {
                assertThat(new String(refused.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 503");
            }
            assertThat(agent().post("/v1/completions", "{'prompt':[39,72],'max_tokens':2}").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : strangers) {
                socket.close();
            }
        }
    }

    private static List<Socket> answered(List<Socket> sockets) throws IOException {
        List<Socket> answered = new ArrayList<>();
        for (Socket socket : sockets) {
            if (socket.getInputStream().available() > 0) {
                answered.add(socket);
            }
        }
        return answered;
    }

    @Test
    void tenTimesTheLoadGivesRepliesAndRefusalsOnlyAndThenAllIsWell() {
        ApiClient agent = agent();
        int together = 60; // of 16 choices each: ten times what is written and waits at most
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, together)
                    .mapToObj(i -> agent.sent("/v1/completions",
                            "{'prompt':[39,72],'max_tokens':48,'n':16,'user':'u%d','stream':%s}".formatted(i % 8, i % 2 == 0)))
                    .toList();
            sent.forEach(one -> answers.add(one.orTimeout(Patience.LONG.toSeconds(), TimeUnit.SECONDS).join()));
        }
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 429, 503);
        for (HttpResponse<String> answer : answers) {
            if (answer.statusCode() == 200) {
                assertThat(answer.body()).contains("finish_reason").doesNotContain("\"error\"");
            } else {
                assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow())).isBetween(1, 60);
                assertThat(ApiClient.json(answer.body()).at("/error/type").asText()).isIn("rate_limit_error", "server_error");
            }
        }
        assertThat(agent.post("/v1/completions", "{'prompt':'Hello','max_tokens':3}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoLeavesGivesUpHisPlace(boolean stream) throws IOException, InterruptedException {
        try (EngineHold hold = EngineHold.of(live, admission, PLACES)) {
            String body = "{\"prompt\":[39],\"stream\":" + stream + "}";
            try (Socket socket = new Socket(http.getHost(), http.getPort())) {
                socket.getOutputStream().write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
                Patience.await().until(() -> admission.waiting() == 1);
            }
            Patience.await().until(() -> admission.waiting() == 0);
            assertThat(admission.running()).as("the engine is held up all the time").isEqualTo(PLACES);
        }
    }

    private ApiClient agent() {
        return new ApiClient(http, "Authorization", "Bearer " + secrets.loginToken());
    }
}
