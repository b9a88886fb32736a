package dev.retort.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.CompletionException;

import jakarta.inject.Inject;

import dev.retort.local.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import org.junit.jupiter.api.Test;

/** Who the server takes a client for. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class SignInIT {
    @TestHTTPResource
    URI http;

    @Inject
    Secrets secrets;

    @Inject
    Visitors visitors;

    @Test
    void theLoginTokenIsAnAgentsOperatorsAndAdmins() {
        given().auth().oauth2(secrets.loginToken()).get("/api/me").then().statusCode(200).body("id", equalTo("agent"))
                .body("roles", contains("admin", "agent", "operator")).header("Set-Cookie", equalTo(null));
    }

    @Test
    void aBrowserWithoutALoginIsRememberedAsTheSameVisitor() {
        var first = given().get("/api/me").then().statusCode(200).body("roles", contains("customer")).body("id", startsWith("visitor-"))
                .extract();
        Cookie cookie = first.detailedCookie("retort-visitor");

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        given().cookie("retort-visitor", cookie.getValue()).get("/api/me").then().body("id", equalTo(first.path("id")))
                .header("Set-Cookie", equalTo(null));
    }

    @Test
    void aWrongTokenIsRefusedInsteadOfBecomingAVisitor() {
        for (String authorization : new String[]{"Bearer wrong", "Bearer", "Bearer ", "Basic YTpi", secrets.loginToken()}) {
            given().header("Authorization", authorization).get("/api/me").then().statusCode(401).contentType("application/problem+json")
                    .header("WWW-Authenticate", equalTo("Bearer")).body("status", equalTo(401))
                    .body("detail", containsString("login token"));
        }
        assertThat(handshake(Map.of("Authorization", "Bearer wrong"))).isEqualTo(401);
    }

    @Test
    void theLinkSignsABrowserInAndKeepsTheTokenOutOfTheAddress() {
        var answer = given().redirects().follow(false).get("/login?token=" + secrets.loginToken()).then().statusCode(303)
                .header("Referrer-Policy", equalTo("no-referrer")).extract();
        assertThat(http.resolve("/login").resolve(answer.header("Location"))).isEqualTo(http);
        Cookie cookie = answer.detailedCookie("retort-session");

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getValue()).doesNotContain(secrets.loginToken());
        given().cookie("retort-session", cookie.getValue()).get("/api/me").then().body("id", equalTo("agent"));
    }

    @Test
    void aWrongLinkSignsNobodyIn() {
        given().get("/login?token=wrong").then().statusCode(401).contentType("application/problem+json").header("Set-Cookie",
                equalTo(null));
        given().get("/login").then().statusCode(401);
    }

    @Test
    void aCookieThatIsForgedOrOldIsAsNone() {
        given().cookie("retort-session", "agent.AAAA").get("/api/me").then().statusCode(200).body("roles", contains("customer"));
        given().cookie("retort-visitor", "v.AAAA.BBBB").get("/api/me").then().statusCode(200).body("roles", contains("customer"));
    }

    @Test
    void aPageOfAnotherSiteCannotChatInTheReadersName() {
        String cookie = "retort-visitor=" + visitors.token(Visitors.newId());

        assertThat(handshake(Map.of("Origin", "https://elsewhere.example", "Cookie", cookie))).isEqualTo(403);
        assertThat(handshake(Map.of("Origin", "null"))).isEqualTo(403);
        given().header("Origin", "https://elsewhere.example").header("Cookie", cookie).contentType("application/json").body("{}")
                .post("/api/feedback").then().statusCode(403).contentType("application/problem+json")
                .body("detail", containsString("https://elsewhere.example"));
    }

    @Test
    void aPageOfThisServerCan() {
        String origin = "http://" + http.getAuthority();

        assertThatCode(() -> connect(Map.of("Origin", origin, "Cookie", "retort-visitor=" + visitors.token(Visitors.newId()))).abort())
                .doesNotThrowAnyException();
    }

    private int handshake(Map<String, String> headers) {
        int[] status = new int[1];
        assertThatThrownBy(() -> connect(headers)).isInstanceOf(CompletionException.class).cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, e -> status[0] = e.getResponse().statusCode());
        return status[0];
    }

    private WebSocket connect(Map<String, String> headers) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        return builder.buildAsync(URI.create(http.toString().replaceFirst("http", "ws") + "chat"), new WebSocket.Listener() {
        }).join();
    }
}
