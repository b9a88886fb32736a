package dev.retort.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.retort.Patience;
import dev.retort.client.Api;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerReply;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of measurements, as Prometheus reads it. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class MeasurementsIT {
    private static final Pattern FAMILY = Pattern.compile("(?m)^# HELP (\\S+) ?(.*)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{([^}]*)})? ");
    private static final Pattern MADE_UP = Pattern.compile("m__|^m_|[{,]m_");
    private static final Pattern COUNTED = Pattern.compile("(?m)^retort_curation_events_total\\{topic=\"retort.feedback\",\\} [1-9]");
    private static final Pattern TOLD = Pattern.compile("`((?:retort|gen_ai)_[a-z_]+)`");

    @TestHTTPResource("/")
    URI server;

    @Inject
    Secrets secrets;

    private static String scraped() {
        return given().accept("text/plain").get("/q/metrics").then().statusCode(200).extract().asString();
    }

    private static Set<String> families() {
        return FAMILY.matcher(scraped()).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/plain", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            "text/html,application/xhtml+xml,*/*;q=0.8"})
    void itIsServedInTheFormsThatAreMade(String accept) {
        assertThat(given().header("Accept", accept).get("/q/metrics").then().statusCode(200).extract().asString())
                .contains("retort_serving_");
    }

    /** Has been asked in every way, has learned something, has refused something. */
    private void busy() throws IOException {
        String chat = "{\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
        Patience.await().until(
                () -> given().contentType("application/json").body(chat + "}").post("/v1/chat/completions").statusCode() == 200);
        given().contentType("application/json").body(chat + ",\"stream\":true}").post("/v1/chat/completions").then().statusCode(200);
        given().contentType("application/json").body("{\"prompt\":\"Hello\",\"max_tokens\":2}").post("/v1/completions").then()
                .statusCode(200);
        given().contentType("application/json").body("{").post("/v1/completions").then().statusCode(400);
        given().get("/no/such/page").then().statusCode(404);
        given().get("/api/models").then().statusCode(200);
        given().get("/q/health/ready");
        var agent = new ServerAddress(server, Optional.of(secrets.loginToken()));
        try (ChatConnection socket = ChatConnection.open(HttpClient.newHttpClient(), agent)) {
            ServerReply reply = socket.ask("Hello", OptionalDouble.of(0), written -> {});
            socket.feedback(JsonNodeFactory.instance.objectNode().put("exchangeId", reply.exchangeId()).put("verdict", "flagged")
                    .put("reason", "wrong"));
        }
        new Api(HttpClient.newHttpClient(), agent).get("api/examples");
        Patience.await().until(() -> COUNTED.matcher(scraped()).find());
    }

    @Test
    void everyFamilyOfABusyServerSaysWhatItMeasures() throws IOException {
        busy();
        Set<String> wordless = FAMILY.matcher(scraped()).results().filter(match -> match.group(2).isBlank()).map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(wordless).isEmpty();
        assertThat(families()).isNotEmpty();
        Set<String> told = families();
        assertThat(SAMPLE.matcher(scraped()).results().map(match -> match.group(1)).filter(
                name -> !told.contains(name)
                        && !told.contains(name.replaceFirst("_(active_count|duration_sum|count|sum|bucket|max|total)$", "")))
                .distinct()
                .toList())
                .as("samples of no family").isEmpty();
    }

    @Test
    void noNameOfABusyServerIsMadeUpForOneThatCannotBe() throws IOException {
        busy();
        assertThat(SAMPLE.matcher(scraped()).results().map(MatchResult::group).filter(sample -> MADE_UP.matcher(sample).find()).toList())
                .isEmpty();
    }

    @Test
    void countersAreThereBeforeAnythingIsCounted() {
        assertThat(scraped()).contains("retort_serving_refused_total{reason=\"full\"", "retort_serving_refused_total{reason=\"share\"",
                "retort_curation_events_total{topic=\"retort.exchanges\"", "retort_curation_events_total{topic=\"retort.feedback\"",
                "retort_curation_dead_letters_total{topic=\"retort.exchanges\"",
                "retort_curation_dead_letters_total{topic=\"retort.feedback\"", "retort_replies_unsafe_total{rule=\"nonsense\"");
    }

    @Test
    void thePagesNameWhatIsThere() throws IOException {
        String chat = "{\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        Patience.await().until(
                () -> given().contentType("application/json").body(chat).post("/v1/chat/completions").statusCode() == 200);
        Set<String> told = TOLD.matcher(Files.readString(Path.of("docs", "openai.md"))).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).hasSizeGreaterThan(8);
        Set<String> samples = SAMPLE.matcher(scraped()).results().map(match -> match.group(1).replaceFirst("_(count|sum|bucket|max)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(samples).containsAll(told);
        assertThat(samples.stream().filter(name -> name.matches("(retort_serving|gen_ai)_.*")).toList()).isSubsetOf(told);
    }
}
