package dev.retort.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A running server through its HTTP API: every question is a streamed completion of token ids. */
final class HttpSpeed implements Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(); // one question at a time on a connection
    private final URI completions;
    private final Optional<String> token;

    /**
     * @param server its address, {@code http://127.0.0.1:8080}
     * @param token the login token, with which each client is one of its own; without it all are visitors from one address
     */
    HttpSpeed(URI server, Optional<String> token) {
        this.completions = URI.create(server.toString().replaceAll("/+$", "") + "/v1/completions");
        this.token = token;
    }

    @Override
    public Outcome ask(int client, LoadPrompt question) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(completions).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(client, question)));
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        CompletionEvents events = new CompletionEvents(System.nanoTime());
        BodyHandler<Outcome> reader = head -> head.statusCode() == 200
                ? BodySubscribers.fromLineSubscriber(events, CompletionEvents::outcome, UTF_8, "\n")
                : BodySubscribers.mapping(BodySubscribers.ofString(UTF_8), body -> refused(head, body));
        return http.sendAsync(request.build(), reader).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body();
    }

    private static String body(int client, LoadPrompt question) {
        ObjectNode body = JSON.createObjectNode().put("max_tokens", EngineSpeed.NEW_TOKENS).put("temperature", 0).put("stream", true)
                .put("user", "client " + client);
        body.putObject("stream_options").put("include_usage", true);
        ArrayNode prompt = body.putArray("prompt");
        for (int id : question.ids()) {
            prompt.add(id);
        }
        return body.toString();
    }

    private static Outcome refused(ResponseInfo head, String body) {
        int status = head.statusCode();
        return Refused.isOne(status)
                ? new Refused(status, Duration.ofSeconds(head.headers().firstValueAsLong("Retry-After").orElse(1)))
                : new Failed(status + " " + message(body));
    }

    private static String message(String body) {
        try {
            return JSON.readTree(body).at("/error/message").asText(body.strip());
        } catch (JsonProcessingException e) {
            return body.strip();
        }
    }
}
