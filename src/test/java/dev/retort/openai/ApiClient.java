package dev.retort.openai;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Plain HTTP: what is on the wire. */
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;
    private final List<String> headers = new ArrayList<>();

    ApiClient(URI server, String... headers) {
        this.server = server;
        this.headers.addAll(List.of(headers));
    }

    HttpResponse<String> post(String path, String body) {
        return sent(path, body).join();
    }

    CompletableFuture<HttpResponse<String>> sent(String path, String body) {
        return HTTP.sendAsync(posting(path, body), HttpResponse.BodyHandlers.ofString());
    }

    /** @param heard gets the answer's bytes as they come */
    CompletableFuture<HttpResponse<Void>> heard(String path, String body, ByteArrayOutputStream heard) {
        return HTTP.sendAsync(posting(path, body),
                HttpResponse.BodyHandlers.ofByteArrayConsumer(bytes -> bytes.ifPresent(heard::writeBytes)));
    }

    private HttpRequest posting(String path, String body) {
        return request(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))).build();
    }

    HttpResponse<String> get(String path) {
        return HTTP.sendAsync(request(path).GET().build(), HttpResponse.BodyHandlers.ofString()).join();
    }

    JsonNode ok(String path, String body) {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json(response.body());
    }

    /** The events of a stream without comments; it must end with {@code [DONE]}. */
    List<JsonNode> stream(String path, String body) {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200 || !response.body().endsWith("data: [DONE]\n\n")) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return response.body().lines().filter(line -> line.startsWith("data: {")).map(line -> json(line.substring(6))).toList();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
