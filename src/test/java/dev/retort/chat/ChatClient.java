package dev.retort.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.Patience;

/** A chat client as a program would be one: the JDK's own WebSocket. */
final class ChatClient implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private ChatClient(URI uri, Map<String, String> headers) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        socket = builder.buildAsync(uri, this).join();
    }

    static ChatClient open(URI http, String query, Map<String, String> headers) {
        return new ChatClient(URI.create("ws" + http.resolve("/chat").toString().substring("http".length()) + query), headers);
    }

    static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    void send(String singleQuoted) {
        sendRaw(singleQuoted.replace('\'', '"'));
    }

    void sendRaw(String text) {
        socket.sendText(text, true).join();
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    void message(String id, String text, int maxTokens) {
        ObjectNode frame = JSON.createObjectNode().put("type", "message").put("id", id).put("text", text);
        frame.putObject("sampling").put("maxTokens", maxTokens);
        sendRaw(frame.toString());
    }

    /** The next frame, which must be of this type. */
    JsonNode expect(String type) {
        JsonNode frame = next();
        assertThat(frame.path("type").asText()).as(frame.toString()).isEqualTo(type);
        return frame;
    }

    JsonNode next() {
        try {
            JsonNode frame = frames.poll(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(frame).as("a frame within " + Patience.LONG).isNotNull();
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All frames up to and with the first of this type. */
    List<JsonNode> until(String type) {
        List<JsonNode> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!all.get(all.size() - 1).path("type").asText().equals(type));
        return all;
    }

    /** Says something and returns the response.done. */
    JsonNode ask(String text, int maxTokens) {
        message(UUID.randomUUID().toString(), text, maxTokens);
        List<JsonNode> response = until("response.done");
        assertThat(response.get(0).path("type").asText()).isEqualTo("response.created");
        return response.get(response.size() - 1);
    }

    int closeCode() {
        return closed.orTimeout(Patience.LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Waits until the connection has ended, in whatever way. */
    void awaitEnd() {
        closed.handle((code, failure) -> true).orTimeout(Patience.LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** What has come and was not looked at. */
    List<JsonNode> rest() {
        List<JsonNode> rest = new ArrayList<>();
        frames.drainTo(rest);
        return rest;
    }

    boolean isOpen() { return !closed.isDone(); }

    /** As if the network had failed. */
    void vanish() {
        socket.abort();
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(partial.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            partial.setLength(0);
        }
        webSocket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
