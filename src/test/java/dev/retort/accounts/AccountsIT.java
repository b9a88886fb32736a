package dev.retort.accounts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People who sign in by name and password. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class AccountsIT {
    private static final String PASSWORD = "correct horse battery";

    @TestHTTPResource
    URI http;
    @Inject
    Secrets secrets;
    @Inject
    Pool database;

    @AfterEach
    void forgetEverybody() {
        database.query("truncate account, invitation, sign_in_failure cascade").execute().await().indefinitely();
    }

    @Test
    void theFirstLinkMakesOneAdminWhoInvitesOthers() {
        given().get("/api/sign-in").then().statusCode(200).body("adminWanted", equalTo(true));
        String link = secrets.derived(Invitations.FIRST_ADMIN);
        join(link, "Ada", PASSWORD).statusCode(201);
        join(link, "eve", PASSWORD).statusCode(410).contentType("application/problem+json");
        given().get("/api/sign-in").then().body("adminWanted", equalTo(false));
        String ada = signIn("ADA");
        given().cookie("retort-session", ada).get("/api/me").then().body("id", equalTo("user:ada"))
                .body("roles", equalTo(List.of("admin", "agent", "operator")));

        String invitation = invite(ada, "agent");
        join(invitation, "ada", PASSWORD).statusCode(409);
        join(invitation, "olaf", "short").statusCode(400).body("detail", containsString("12 characters"));
        join(invitation, "olaf", PASSWORD).statusCode(201);
        join(invitation, "eve", PASSWORD).statusCode(410);
        String olaf = signIn("olaf");
        given().cookie("retort-session", olaf).get("/api/reviews").then().statusCode(200);
        given().cookie("retort-session", olaf).post("/api/learning/pause").then().statusCode(403);
        given().cookie("retort-session", olaf).contentType("application/json").body(Map.of("role", "admin"))
                .post("/api/accounts/invitations")
                .then().statusCode(403);
        given().cookie("retort-session", ada).get("/api/accounts").then().statusCode(200).body("name", hasItem("olaf"))
                .body("find { it.name == 'olaf' }.invitedBy", equalTo("user:ada"));
    }

    @Test
    void nothingSaysWhetherANameOrAPasswordIsWrong() {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);

        String wrongPassword = tryToSignIn("ada", PASSWORD + "!").statusCode(401).header("Set-Cookie", equalTo(null)).extract()
                .path("detail");
        String wrongName = tryToSignIn("nobody", PASSWORD).statusCode(401).extract().path("detail");
        assertThat(wrongName).isEqualTo(wrongPassword);
    }

    @Test
    void signingOutEverywhereEndsAllBrowsersAndTheirSockets() throws Exception {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        String desk = signIn("ada");
        String phone = signIn("ada");
        Socket socket = new Socket();
        WebSocket open = HttpClient.newHttpClient().newWebSocketBuilder().header("Cookie", "retort-session=" + phone)
                .buildAsync(URI.create(http.toString().replaceFirst("http", "ws") + "chat"), socket).join();

        given().cookie("retort-session", desk).post("/api/sign-out/everywhere").then().statusCode(204);

        assertThat(socket.closed.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1008);
        for (String token : new String[]{desk, phone}) {
            given().cookie("retort-session", token).get("/api/me").then().statusCode(200).body("roles", equalTo(List.of("customer")));
        }
        open.abort();
    }

    @Test
    void oneBrowserSignsOutAndTheOtherStays() {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        String desk = signIn("ada");
        String phone = signIn("ada");

        given().cookie("retort-session", desk).post("/api/sign-out").then().statusCode(204).cookie("retort-session", "");

        given().cookie("retort-session", desk).get("/api/me").then().body("roles", hasItem("customer"));
        given().cookie("retort-session", phone).get("/api/me").then().body("id", equalTo("user:ada"));
    }

    @Test
    void whoeverIsLetGoIsSignedOutAndTheirNameStaysTheirs() {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        String ada = signIn("ada");
        join(invite(ada, "agent"), "olaf", PASSWORD).statusCode(201);
        String olaf = signIn("olaf");

        given().cookie("retort-session", ada).post("/api/accounts/olaf/end").then().statusCode(204);
        given().cookie("retort-session", ada).post("/api/accounts/olaf/end").then().statusCode(404);
        given().cookie("retort-session", ada).post("/api/accounts/ada/end").then().statusCode(409);

        given().cookie("retort-session", olaf).get("/api/reviews").then().statusCode(403);
        tryToSignIn("olaf", PASSWORD).statusCode(401);
        join(invite(ada, "agent"), "olaf", PASSWORD).statusCode(409);
        given().cookie("retort-session", ada).get("/api/me").then().body("id", equalTo("user:ada"));
    }

    @Test
    void aKeyDoesWhatItsScopeSays() {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        String ada = signIn("ada");
        String key = newKey(ada, Map.of("name", "reports", "role", "agent", "routes", List.of("GET /api/me", "GET /api/runs"))).path("key");
        String id = given().cookie("retort-session", ada).get("/api/keys").then().statusCode(200).body("size()", equalTo(1))
                .body("[0].lastUsedAt", equalTo(null)).extract().path("[0].id");

        given().auth().oauth2(key).get("/api/me").then().statusCode(200).body("id", equalTo("key:" + id)).body("roles",
                equalTo(List.of("agent")));
        given().auth().oauth2(key).get("/api/runs").then().statusCode(200);
        given().auth().oauth2(key).get("/api/reviews").then().statusCode(403).body("detail", containsString("GET /api/runs"));
        given().auth().oauth2(key + "x").get("/api/me").then().statusCode(401);
        String listed = given().cookie("retort-session", ada).get("/api/keys").then().body("[0].lastUsedAt", notNullValue()).extract()
                .asString();
        assertThat(listed).doesNotContain(key);
        String wide = newKey(ada, Map.of("name", "all", "role", "agent")).path("key");
        given().auth().oauth2(wide).get("/api/reviews").then().statusCode(200);
        given().auth().oauth2(wide).get("/api/keys").then().statusCode(403);
        given().auth().oauth2(wide).get("/api/accounts").then().statusCode(403);
    }

    @Test
    void aKeyThatMakesNoSenseIsRefused() {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        String ada = signIn("ada");
        join(invite(ada, "agent"), "olaf", PASSWORD).statusCode(201);
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(Map.of("role", "agent"), Map.of("name", "a", "role", "admin"),
                Map.of("name", "a", "role", "agent", "routes", List.of("/api/runs")),
                Map.of("name", "a", "role", "agent", "days", 367), Map.of("name", "a", "role", "agent", "days", 0))) {
            tryToMakeKey(ada, wrong).then().statusCode(400);
        }
        tryToMakeKey(signIn("olaf"), Map.of("name", "a", "role", "operator")).then().statusCode(400);
        given().auth().oauth2(secrets.loginToken()).contentType("application/json").body(Map.of("name", "a", "role", "agent"))
                .post("/api/keys").then().statusCode(403);
    }

    @Test
    void aRotatedKeyHoldsForTheOverlap() {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        String ada = signIn("ada");
        Response first = newKey(ada, Map.of("name", "reports", "role", "agent", "days", 30));
        String old = first.path("key");
        Response second = rotated(ada, first.path("about.id"), 1);
        String middle = second.path("key");
        for (String key : new String[]{old, middle}) {
            given().auth().oauth2(key).get("/api/reviews").then().statusCode(200);
        }
        String last = rotated(ada, second.path("about.id"), 0).path("key");

        given().auth().oauth2(middle).get("/api/reviews").then().statusCode(401);
        given().auth().oauth2(last).get("/api/reviews").then().statusCode(200);
    }

    @Test
    void aKeyEndsWithItsOwnerAndSoDoesItsSocket() throws Exception {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        String ada = signIn("ada");
        join(invite(ada, "agent"), "olaf", PASSWORD).statusCode(201);
        String olaf = signIn("olaf");
        String key = newKey(olaf, Map.of("name", "reports", "role", "agent")).path("key");
        Socket socket = new Socket();
        WebSocket open = HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + key)
                .buildAsync(URI.create(http.toString().replaceFirst("http", "ws") + "chat"), socket).join();

        given().cookie("retort-session", ada).post("/api/accounts/olaf/end").then().statusCode(204);

        assertThat(socket.closed.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1008);
        given().auth().oauth2(key).get("/api/me").then().statusCode(401);
        open.abort();
    }

    @Test
    void strangersDoNotLockOutTheOwner() {
        join(secrets.derived(Invitations.FIRST_ADMIN), "ada", PASSWORD).statusCode(201);
        tryFrom("192.0.2.1", "ada", PASSWORD).statusCode(204);
        for (int i = 0; i < 10; i++) {
            tryFrom("198.51.100." + i, "ada", "wrong password").statusCode(401);
        }

        tryFrom("198.51.100.99", "ada", PASSWORD).statusCode(429).header("Retry-After", equalTo("900"));
        tryFrom("192.0.2.1", "ada", PASSWORD).statusCode(204);
        tryFrom("198.51.100.99", "olaf", PASSWORD).statusCode(401);
    }

    @Test
    void nobodyLearnsByWaitingWhetherANameIsThere() {
        for (int i = 0; i < 10; i++) {
            tryFrom("198.51.100." + i, "nobody", "wrong password").statusCode(401);
        }
        tryFrom("198.51.100.99", "nobody", PASSWORD).statusCode(429);
    }

    private static ValidatableResponse tryFrom(String address, String name, String password) {
        return given().header("X-Forwarded-For", address).contentType("application/json").body(Map.of("name", name, "password", password))
                .post("/api/sign-in").then();
    }

    private static Response tryToMakeKey(String session, Map<String, Object> wanted) {
        return given().cookie("retort-session", session).contentType("application/json").body(wanted).post("/api/keys");
    }

    private static Response newKey(String session, Map<String, Object> wanted) {
        return tryToMakeKey(session, wanted).then().statusCode(200).extract().response();
    }

    private static Response rotated(String session, String id, int hours) {
        return given().cookie("retort-session", session).contentType("application/json").body(Map.of("hours", hours))
                .post("/api/keys/" + id + "/rotate").then().statusCode(200).extract().response();
    }

    private static final class Socket implements WebSocket.Listener {
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedFuture(null);
        }
    }

    private static ValidatableResponse join(String invitation, String name, String password) {
        return given().contentType("application/json").body(Map.of("invitation", invitation, "name", name, "password", password))
                .post("/api/accounts").then();
    }

    private static ValidatableResponse tryToSignIn(String name, String password) {
        return given().contentType("application/json").body(Map.of("name", name, "password", password)).post("/api/sign-in").then();
    }

    private static String signIn(String name) {
        return tryToSignIn(name, PASSWORD).statusCode(204).extract().cookie("retort-session");
    }

    private static String invite(String session, String role) {
        String page = given().cookie("retort-session", session).contentType("application/json").body(Map.of("role", role))
                .post("/api/accounts/invitations").then().statusCode(200).extract().path("page");
        return page.substring(page.indexOf('#') + 1);
    }
}
