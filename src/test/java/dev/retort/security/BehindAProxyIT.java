package dev.retort.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Inject;

import dev.retort.local.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A proxy in front that speaks TLS with the browsers and has this server under a path of its own. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class BehindAProxyIT {
    private static final String SAYS = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.test\r\nX-Forwarded-Prefix: /bot\r\n";

    @TestHTTPResource
    URI http;

    @Inject
    Secrets secrets;

    @Inject
    Visitors visitors;

    private static RequestSpecification forwarded() {
        return given().header("X-Forwarded-Proto", "https").header("X-Forwarded-Host", "shop.test").header("X-Forwarded-Prefix", "/bot");
    }

    @Test
    void cookiesAreSecureAndOfItsPathOnly() {
        Cookie visitor = forwarded().get("/api/me").detailedCookie("retort-visitor");
        assertThat(visitor.isSecured()).isTrue();
        assertThat(visitor.getPath()).isEqualTo("/bot/");

        var login = forwarded().redirects().follow(false).get("/login?token=" + secrets.loginToken());
        assertThat(login.detailedCookie("retort-session").isSecured()).isTrue();
        assertThat(login.detailedCookie("retort-session").getPath()).isEqualTo("/bot/");
        assertThat(URI.create("https://shop.test/bot/login").resolve(login.header("Location"))).hasToString("https://shop.test/bot/");
    }

    @Test
    void withoutOneCookiesAreAsTheyWere() {
        Cookie visitor = given().get("/api/me").detailedCookie("retort-visitor");

        assertThat(visitor.isSecured()).isFalse();
        assertThat(visitor.getPath()).isEqualTo("/");
    }

    @Test
    void thePageThereIsOurOwn() {
        String cookie = "retort-visitor=" + visitors.token(Visitors.newId());

        assertThat(forwarded().header("Origin", "https://shop.test").header("Cookie", cookie).get("/api/me").statusCode()).isEqualTo(200);
        assertThat(given().header("Origin", "https://shop.test").header("Cookie", cookie).get("/api/me").statusCode()).isEqualTo(403);
    }

    /** The tests' own address is trusted, that of their neighbour isn't. */
    @Test
    void whatAnybodyElseSaysDoesNotCount() throws IOException {
        assertThat(from("127.0.0.1")).contains("Path=/bot/", "Secure");
        assertThat(from("127.0.0.2")).contains("Path=/;").doesNotContain("Secure", "/bot");
    }

    private String from(String address) throws IOException {
        try (Socket socket = new Socket()) {
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            } catch (SocketException e) {
                Assumptions.abort("this machine has only one loopback address");
            }
            socket.connect(new InetSocketAddress("127.0.0.1", http.getPort()));
            socket.getOutputStream().write(("GET /api/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + SAYS + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> line.regionMatches(true, 0, "Set-Cookie", 0, 10)).findFirst().orElse("no cookie");
        }
    }
}
