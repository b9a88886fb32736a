package dev.retort.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.local.StackResource;
import dev.retort.serving.LiveModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of other sites, as their readers' browsers speak for them. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class OtherSitesIT {
    /** Allowed by {@link StackResource}. */
    private static final String SHOP = "https://shop.example";
    private static final String STRANGER = "https://elsewhere.example";
    private static final String ALLOWED = "Access-Control-Allow-Origin";

    @TestHTTPResource
    URI http;

    @Inject
    Secrets secrets;

    @Inject
    Visitors visitors;

    @Inject
    LiveModel live;

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, POST", "/v1/models, GET", "/api/feedback, POST", "/api/me, GET"})
    void aBrowserIsToldBeforeItAsksThatItMay(String path, String method) {
        String headers = "authorization,content-type,idempotency-key,x-stainless-os";
        given().header("Origin", SHOP).header("Access-Control-Request-Method", method).header("Access-Control-Request-Headers", headers)
                .options(path).then().statusCode(204).header(ALLOWED, equalTo(SHOP))
                .header("Access-Control-Allow-Headers", equalTo(headers))
                .header("Access-Control-Allow-Methods", containsString(method));
        assertThat(given().header("Origin", STRANGER).header("Access-Control-Request-Method", method).options(path).header(ALLOWED))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"/v1/nowhere, 404", "/nowhere, 404", "/api/runs, 403", "/v1/completions, 405", "/api/me?x=%00, 400"})
    void anErrorCanBeRead(String path, int status) {
        given().urlEncodingEnabled(false).header("Origin", SHOP).get(path).then().statusCode(status).header(ALLOWED, equalTo(SHOP));
        assertThat(given().header("Origin", STRANGER).get(path).header(ALLOWED)).isNull();
    }

    @Test
    void aRefusalOfTheTokenAndOfTheBodyCanBeRead() {
        given().header("Origin", SHOP).header("Authorization", "Bearer wrong").get("/v1/models").then().statusCode(401).header(ALLOWED,
                equalTo(SHOP));
        given().header("Origin", SHOP).contentType("application/json").body(new byte[5 << 20]).post("/v1/completions").then()
                .statusCode(413).header(ALLOWED, equalTo(SHOP));
        given().header("Origin", SHOP).contentType("application/json").body("{").post("/v1/completions").then().statusCode(400)
                .header(ALLOWED, equalTo(SHOP));
    }

    @Test
    void aStreamCanBeReadAndSaysWhoTheReaderIs() {
        Patience.await().until(() -> live.current().isPresent());
        Response answer = given().header("Origin", SHOP).contentType("application/json")
                .body("{\"stream\":true,\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                .post("/v1/chat/completions");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.header(ALLOWED)).isEqualTo(SHOP);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("Retort-Visitor-Token", "x-request-id", "Retry-After");
        assertThat(answer.body().asString()).endsWith("data: [DONE]\n\n");
        given().auth().oauth2(answer.header("Retort-Visitor-Token")).get("/api/me").then().statusCode(200);
    }

    @Test
    void aVisitorThereGetsATokenInThePlaceOfACookie() {
        Response first = given().header("Origin", SHOP).get("/api/me");

        assertThat(first.header("Set-Cookie")).isNull();
        String token = first.header("Retort-Visitor-Token");
        given().header("Origin", SHOP).auth().oauth2(token).get("/api/me").then().body("id", equalTo(first.path("id")))
                .header("Retort-Visitor-Token", equalTo(null));
        assertThat(given().header("Origin", STRANGER).get("/api/me").header("Retort-Visitor-Token")).isNull();
    }

    @Test
    void aTokenThatASocketsSubprotocolCarriesCounts() {
        String visitor = visitors.token(Visitors.newId());

        assertThat(opened(SHOP, "retort", "bearer." + visitor)).contains("conversation.created").doesNotContain("visitorToken");
        assertThat(opened(SHOP, "retort", "bearer." + secrets.loginToken())).doesNotContain("visitorToken");
        assertThat(opened(SHOP, "retort")).contains("visitorToken");
        assertThat(opened("http://" + http.getAuthority(), "retort", "bearer." + visitor)).doesNotContain("visitorToken");
    }

    @Test
    void aSubprotocolIsAnsweredOrRefused() {
        WebSocket socket = connect(SHOP, new CompletableFuture<>(), "retort", "bearer." + visitors.token(Visitors.newId()));
        assertThat(socket.getSubprotocol()).isEqualTo("retort");
        socket.abort();
        assertThat(refused(SHOP, "graphql-ws")).isEqualTo(400);
        assertThat(refused(SHOP, "bearer." + visitors.token(Visitors.newId()))).isEqualTo(400);
        assertThat(refused(SHOP, "retort", "bearer.wrong")).isEqualTo(401);
        assertThat(refused(STRANGER, "retort", "bearer." + visitors.token(Visitors.newId()))).isEqualTo(403);
    }

    private String opened(String origin, String... subprotocols) {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = connect(origin, first, subprotocols);
        try {
            return first.orTimeout(Patience.LONG.toSeconds(), TimeUnit.SECONDS).join();
        } finally {
            socket.abort();
        }
    }

    private int refused(String origin, String... subprotocols) {
        int[] status = new int[1];
        assertThatThrownBy(() -> connect(origin, new CompletableFuture<>(), subprotocols)).isInstanceOf(CompletionException.class).cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, e -> status[0] = e.getResponse().statusCode());
        return status[0];
    }

    private WebSocket connect(String origin, CompletableFuture<String> first, String... subprotocols) {
        String[] others = Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
        return HttpClient.newHttpClient().newWebSocketBuilder().header("Origin", origin).subprotocols(subprotocols[0], others)
                .buildAsync(URI.create(http.toString().replaceFirst("http", "ws") + "chat"), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        text.append(data);
                        webSocket.request(1);
                        return last && first.complete(text.toString()) ? CompletableFuture.completedStage(null) : null;
                    }
                }).join();
    }
}
