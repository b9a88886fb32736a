package dev.retort.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import dev.retort.security.Visitors;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.Test;

/**
 * Asks everything that the server has for what must be refused: each error is told in the form that clients of its path expect. Every answer, good or
 * bad, has the headers that keep browsers safe.
 */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class EveryRouteIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH");
    private static final String BODY = "application/json";
    private static final List<String> PAGES = List.of("/", "/index.html", "/chat/page.js", "/chat/chat.css", "/chat/icon.svg",
            "/sign-in.html", "/invitation.html", "/accounts/ask.js", "/accounts/accounts.css");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> wrong = new ArrayList<>();

    @TestHTTPResource("/")
    URI http;
    @Inject
    Router router;
    @Inject
    Secrets secrets;
    @Inject
    Visitors visitors;

    private record Answer(String asked, int status, HttpHeaders headers, String body) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String contentType() {
            return header("Content-Type");
        }
    }

    @Test
    void theWalkFindsWhatIsKnownToBeThere() {
        assertThat(Routes.resources()).extracting(Routes.Resource::toString).contains("GET /api/me", "GET /login", "POST /api/feedback",
                "POST /v1/completions", "GET /api/runs/nothing/curve");
        assertThat(Routes.paths(router)).contains("/chat", "/q", "/");
    }

    @Test
    void aMethodThatAPathDoesNotHave() throws Exception {
        List<Routes.Resource> resources = Routes.resources();
        for (String path : paths(resources)) {
            Set<String> declared = resources.stream().filter(resource -> resource.path().equals(path)).map(Routes.Resource::method)
                    .collect(Collectors.toSet());
            for (String method : METHODS) {
                if (!declared.contains(method)) {
                    isRefused(agent(method, path, BODY, "{}"), 405);
                }
            }
        }
        for (String path : Routes.paths(router)) {
            for (String method : METHODS) {
                if (resources.stream().noneMatch(resource -> resource.path().equals(path))) {
                    isWellToldIfRefused(agent(method, path, BODY, "{}"));
                }
            }
        }
        nothingWasWrong();
    }

    @Test
    void aPathThatIsNotThere() throws Exception {
        for (String path : allPaths()) {
            for (String method : METHODS) {
                isWellToldIfRefused(agent(method, (path + "/no-such-path").replace("//", "/"), BODY, "{}")); // metrics answer there, too
                isRefused(agent(method, path + "-no-such-path", BODY, "{}"), 404, 405);
            }
        }
        nothingWasWrong();
    }

    @Test
    void aWrongToken() throws Exception {
        for (Routes.Resource resource : Routes.resources()) {
            isRefused(ask(resource.method(), resource.path(), BODY, "{}", "Authorization", "Bearer wrong"), 401);
        }
        for (String path : Routes.paths(router)) {
            isRefused(ask("GET", path, BODY, "{}", "Authorization", "Bearer wrong"), 401);
        }
        nothingWasWrong();
    }

    @Test
    void aVisitorWhereOthersMay() throws Exception {
        List<Routes.Resource> restricted = Routes.resources().stream().filter(resource -> !resource.rule().everybody()).toList();
        assertThat(restricted).isNotEmpty();
        for (Routes.Resource resource : restricted) {
            isRefused(ask(resource.method(), resource.path(), BODY, "{}"), 403);
        }
        nothingWasWrong();
    }

    @Test
    void aForeignPage() throws Exception {
        String cookie = "retort-visitor=" + visitors.token("visitor-of-this-test");
        for (Routes.Resource resource : Routes.resources()) {
            isRefused(ask(resource.method(), resource.path(), BODY, "{}", "Cookie", cookie, "Origin", "https://elsewhere.example"), 403);
        }
        nothingWasWrong();
    }

    @Test
    void aBodyThatIsNotWhatIsRead() throws Exception {
        List<Routes.Resource> readers = Routes.resources().stream().filter(Routes.Resource::reads).toList();
        assertThat(readers).hasSizeGreaterThan(3);
        for (Routes.Resource resource : readers) {
            for (String body : List.of("{", "[]", "3", "\"\u0000\"", "[".repeat(5000), "{\"a\":1,}")) {
                isRefused(agent(resource.method(), resource.path(), BODY, body), 400);
            }
            for (String field : List.of("exampleId", "decision", "version", "messages", "prompt", "exchangeId")) {
                isWellToldIfRefused(agent(resource.method(), resource.path(), BODY, "{\"%s\": {\"a\": [1]}}".formatted(field)));
            }
            for (String type : List.of("text/plain", "image/png", "application/x-www-form-urlencoded", "no type at all")) {
                isRefused(agent(resource.method(), resource.path(), type, "text"), 400, 415);
            }
        }
        nothingWasWrong();
    }

    @Test
    void aBodyThatIsTooLarge() throws Exception {
        for (Routes.Resource resource : Routes.resources()) {
            isRefused(raw("%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000000\r\n\r\n"
                    .formatted(resource.method(), resource.path())), 413);
        }
        nothingWasWrong();
    }

    @Test
    void anAnswerInAFormThatNoClientCanHave() throws Exception {
        for (Routes.Resource resource : Routes.resources()) {
            if (resource.method().equals("GET")) {
                isWellToldIfRefused(ask("GET", resource.path(), BODY, "", "Accept", "image/png", "Authorization",
                        "Bearer " + secrets.loginToken()));
            }
        }
        nothingWasWrong();
    }

    @Test
    void anAddressThatCannotBeRead() throws Exception {
        for (String path : List.of("/", "/v1/models", "/api/me", "/chat/page.js", "/nowhere", "/q/health")) {
            for (String wrong : List.of("%zz", "%", "?a=|", "?a=%zz", "{", "^", "%00", "?a=%00", "/%00/x")) {
                isRefused(raw("GET %s%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path, wrong)), 400);
            }
            isRefused(raw("GET %s?a=%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path, "a".repeat(9000))), 414);
            isRefused(raw("GET %s HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n".formatted(path, "a".repeat(30_000))), 431);
        }
        nothingWasWrong();
    }

    @Test
    void aBodyOfUnknownLengthThatIsTooLarge() throws Exception {
        HttpRequest.BodyPublisher endless = HttpRequest.BodyPublishers
                .fromPublisher(HttpRequest.BodyPublishers.ofByteArray(new byte[5 << 20]));
        for (Routes.Resource resource : Routes.resources()) {
            isRefused(send(agent(resource.path()).method(resource.method(), endless)), 413);
        }
        nothingWasWrong();
    }

    /** Whoever sends all before they listen hears of it, too. */
    @Test
    void aBodyOfKnownLengthThatIsSentWholeAlthoughItIsTooLarge() throws Exception {
        HttpRequest.BodyPublisher large = HttpRequest.BodyPublishers.ofByteArray(new byte[5 << 20]);
        for (String path : List.of("/v1/completions", "/api/feedback")) {
            isRefused(send(agent(path).method("POST", large)), 413);
        }
        nothingWasWrong();
    }

    @Test
    void aBodyOfUnknownLengthIsReadIfItIsSmall() throws Exception {
        HttpRequest.BodyPublisher unannounced = HttpRequest.BodyPublishers
                .fromPublisher(HttpRequest.BodyPublishers.ofString("{\"model\": \"none\", \"prompt\": \"" + "a".repeat(100_000) + "\"}"));

        isRefused(send(agent("/v1/completions").header("Content-Type", BODY).method("POST", unannounced)), 404);
        nothingWasWrong();
    }

    @Test
    void aBodyThatIsCompressed() throws Exception {
        for (Routes.Resource resource : Routes.resources()) {
            if (resource.reads()) {
                isRefused(send(agent(resource.path()).header("Content-Type", BODY).header("Content-Encoding", "gzip")
                        .method(resource.method(), HttpRequest.BodyPublishers.ofByteArray(new byte[]{31, (byte) 139, 8, 0}))), 415);
            }
        }
        nothingWasWrong();
    }

    @Test
    void aQueryParameterThatIsNotWhatIsRead() throws Exception {
        List<Routes.QueryWord> parameters = Routes.queryWords();
        assertThat(parameters).extracting(Routes.QueryWord::name).contains("limit", "after", "state", "source", "split");
        for (Routes.QueryWord parameter : parameters) {
            Answer answer = agent(parameter.resource().method(), parameter.resource().path() + "?" + parameter.name() + "=no-such-thing",
                    BODY,
                    "");
            if (parameter.reads()) {
                isRefused(answer, 400);
                if (!answer.body().contains(parameter.name() + " 'no-such-thing'")) {
                    wrong.add(answer.asked() + " does not name the parameter: " + answer.body());
                }
            } else {
                isWellToldIfRefused(answer);
            }
        }
        nothingWasWrong();
    }

    @Test
    void aMeasurementInAFormThatIsNotMade() throws Exception {
        isRefused(ask("GET", "/q/metrics", BODY, "", "Accept", "image/png"), 406);
        nothingWasWrong();
    }

    /** The answers that are no errors; those of the other tests are looked at as they come. */
    @Test
    void everythingThatIsServedHasTheHeadersThatKeepBrowsersSafe() throws Exception {
        Stream<String> got = Routes.resources().stream().filter(resource -> resource.method().equals("GET")).map(Routes.Resource::path);
        for (String path : Stream.of(got, Routes.paths(router).stream(), PAGES.stream()).flatMap(all -> all).toList()) {
            agent("GET", path, BODY, "");
        }
        for (String page : PAGES) {
            Answer answer = ask("GET", page, BODY, "");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).as(page).isEqualTo("no-cache");
            assertThat(ask("GET", page, BODY, "", "If-Modified-Since", answer.header("Last-Modified")).status()).as(page).isEqualTo(304);
        }
        assertThat(ask("GET", "/", BODY, "").body()).doesNotContainIgnoringCase("http-equiv");
        assertThat(ask("GET", "/api/me", BODY, "").header("Cache-Control")).isEqualTo("no-store");
        nothingWasWrong();
    }

    private static Set<String> paths(List<Routes.Resource> resources) {
        return resources.stream().map(Routes.Resource::path).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> allPaths() {
        return Stream.concat(paths(Routes.resources()).stream(), Routes.paths(router).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void isRefused(Answer answer, Integer... statuses) {
        if (!List.of(statuses).contains(answer.status())) {
            wrong.add("%s got %d, expected %s: %s".formatted(answer.asked(), answer.status(), List.of(statuses), answer.body()));
        }
        isWellToldIfRefused(answer);
    }

    private void isWellToldIfRefused(Answer answer) {
        if (answer.status() >= 400 && !isWellTold(answer)) {
            wrong.add("%s got %d with %s: %s".formatted(answer.asked(), answer.status(), answer.contentType(), answer.body()));
        }
    }

    private static boolean isWellTold(Answer answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            if (answer.asked().matches("\\w+ /v1(/.*)?")) {
                return answer.contentType().matches("application/json(;charset=UTF-8)?") && body.path("error").path("message").isTextual()
                        && body.path("error").path("type").isTextual() && body.path("error").has("param") && body.path("error").has("code");
            }
            return answer.contentType().equals("application/problem+json") && body.path("status").asInt() == answer.status()
                    && body.path("title").isTextual();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void nothingWasWrong() {
        assertThat(wrong).isEmpty();
    }

    private Answer agent(String method, String path, String type, String body) throws IOException, InterruptedException {
        return ask(method, path, type, body, "Authorization", "Bearer " + secrets.loginToken());
    }

    private HttpRequest.Builder agent(String path) {
        return HttpRequest.newBuilder(http.resolve(path)).header("Authorization", "Bearer " + secrets.loginToken());
    }

    private Answer ask(String method, String path, String type, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(http.resolve(path)).header("Content-Type", type).method(method,
                HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private Answer send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return safe(new Answer(request.method() + " " + request.uri().getRawPath(), response.statusCode(), response.headers(),
                response.body()));
    }

    private Answer raw(String request) throws IOException {
        try (Socket socket = new Socket(http.getHost(), http.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int read = in.read();
                assertThat(read).as("answer to " + request).isNotNegative();
                head.append((char) read);
            }
            List<String> lines = head.toString().lines().toList();
            Map<String, List<String>> headers = lines.stream().skip(1).filter(line -> line.contains(":"))
                    .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(':')),
                            Collectors.mapping(line -> line.substring(line.indexOf(':') + 1).strip(), Collectors.toList())));
            HttpHeaders read = HttpHeaders.of(headers, (name, value) -> true);
            byte[] body = in.readNBytes((int) read.firstValueAsLong("Content-Length").orElse(0));
            return safe(new Answer(request.split(" HTTP", 2)[0], Integer.parseInt(lines.get(0).split(" ", 3)[1]), read,
                    new String(body, StandardCharsets.UTF_8)));
        }
    }

    /** Notes what a browser would need to know and isn't told. */
    private Answer safe(Answer answer) {
        String policy = answer.header("Content-Security-Policy");
        if (!policy.contains("default-src '") || !policy.contains("frame-ancestors 'none'")
                || !answer.header("X-Content-Type-Options").equals("nosniff") || !answer.header("Referrer-Policy").equals("no-referrer")
                || !Set.of("no-store", "no-cache").contains(answer.header("Cache-Control"))) {
            wrong.add("%s got %d with the headers %s".formatted(answer.asked(), answer.status(), answer.headers().map()));
        }
        return answer;
    }
}
