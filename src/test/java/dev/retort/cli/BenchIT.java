package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.Patience;
import dev.retort.local.StackResource;
import dev.retort.model.Reference;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import dev.retort.terminal.Terminal;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command against a running server. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class BenchIT {
    @TestHTTPResource("/")
    URI http;

    @Inject
    LiveModel live;

    @Inject
    Secrets secrets;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void aModelServes() {
        Patience.await().until(() -> live.current().isPresent());
    }

    @Test
    void aServerIsMeasuredThroughBothWaysWithItsMemory() throws Exception {
        long process = ProcessHandle.current().pid();
        assertThat(bench("--clients", "3", "--requests", "7", "--token", secrets.loginToken(), "--pid", process + "", "--json")).isZero();
        JsonNode figures = new ObjectMapper().readTree(out.toByteArray());
        assertThat(figures.fieldNames()).toIterable().containsExactly("webSocket3", "http3");
        for (JsonNode way : figures) {
            assertThat(way.path("answered").asInt()).isEqualTo(7);
            assertThat(way.path("failures")).isEmpty();
            assertThat(way.path("refused")).isEmpty();
            assertThat(way.path("tokens").asInt()).isBetween(7, 7 * 64);
            assertThat(way.path("promptTokens").asInt()).isBetween(7 * 2, 7 * 20);
            assertThat(way.at("/firstTokenMillis/p95").asDouble()).isPositive();
            assertThat(way.path("residentBytes").fieldNames()).toIterable().containsExactly("afterTenth", "afterHalf", "atEnd");
        }
    }

    @Test
    void oneWayAloneIsToldInALine() {
        assertThat(bench("--clients", "2", "--through", "http")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(1).startsWith("HTTP API, 2 clients").contains("tokens/s")
                .doesNotContain("failed", "refused");
    }

    @Test
    void whatTheMemoryCostsIsMeasuredInTurn() throws Exception {
        assertThat(bench("--clients", "2", "--requests", "3", "--memory", "both", "--token", secrets.loginToken(), "--json")).isZero();
        JsonNode figures = new ObjectMapper().readTree(out.toByteArray()).path("memory2");
        assertThat(figures.fieldNames()).toIterable().containsExactly("off", "on", "firstTokenMoreMillis", "throughputMore");
        for (String use : List.of("off", "on")) {
            assertThat(figures.path(use).path("tokensPerSecond").asDouble()).isPositive();
            assertThat(figures.path(use).at("/firstTokenMillis/p50").asDouble()).isPositive();
            assertThat(figures.path(use).path("failures").asInt(1)).isZero();
        }
        assertThat(figures.path("firstTokenMoreMillis").isNumber()).isTrue();
    }

    @Test
    void whatCannotBeMeasuredIsBadInput() {
        assertThat(bench("--requests", "0")).isEqualTo(2);
        assertThat(bench("--pid", Long.toString(Long.MAX_VALUE))).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("0 requests", "--pid is " + Long.MAX_VALUE);
    }

    private int bench(String... words) {
        List<String> all = new ArrayList<>(List.of("bench", "--model", Reference.MODEL.toString(), "--url", http.toString()));
        all.addAll(List.of(words));
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Retort.run(new Terminal(stream, stream, false), all.toArray(String[]::new));
    }
}
