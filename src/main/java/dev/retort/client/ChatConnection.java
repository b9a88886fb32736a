package dev.retort.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One conversation over the chat's WebSocket; one question at a time. */
public final class ChatConnection implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final WebSocket socket;
    private final FrameQueue frames;
    private final JsonNode greeting;

    private ChatConnection(WebSocket socket, FrameQueue frames) throws IOException {
        this.socket = socket;
        this.frames = frames;
        this.greeting = frames.await("conversation.created", PATIENCE);
    }

    public static ChatConnection open(HttpClient http, ServerAddress server) throws IOException {
        var frames = new FrameQueue();
        var builder = http.newWebSocketBuilder().connectTimeout(PATIENCE);
        server.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
        try {
            return new ChatConnection(builder.buildAsync(server.socket("chat"), frames).join(), frames);
        } catch (CompletionException e) {
            throw new IOException("cannot reach %s: %s".formatted(server.url(), e.getCause() == null ? e : e.getCause()), e);
        }
    }

    public String conversation() {
        return greeting.path("conversationId").asText();
    }

    /** The model that answers, as the server said when the conversation began. */
    public AnsweringModel model() {
        return AnsweringModel.of(greeting.path("model"));
    }

    /**
     * Says something and waits for the whole reply.
     *
     * @param temperature the server's own if empty; 0: always the likeliest word
     * @param written is told each piece of the reply as it comes
     * @throws ServerException if the server answers with an error
     */
    public ServerReply ask(String text, OptionalDouble temperature, Consumer<String> written) throws IOException {
        return ask(text, Manner.usual(temperature), written);
    }

    /**
     * Says something and waits for the whole reply.
     *
     * @param written is told each piece of the reply as it comes
     * @throws ServerException if the server answers with an error
     */
    public ServerReply ask(String text, Manner manner, Consumer<String> written) throws IOException {
        ObjectNode message = JSON.createObjectNode().put("type", "message").put("id", UUID.randomUUID().toString()).put("text", text);
        manner.temperature().ifPresent(t -> message.putObject("sampling").put("temperature", t));
        if (!manner.memory()) {
            message.put("memory", false);
        }
        if (!manner.record()) {
            message.put("record", false);
        }
        long began = System.nanoTime();
        send(message);
        var streamed = new StringBuilder();
        Duration first = Duration.ZERO;
        while (true) {
            JsonNode frame = frames.next(PATIENCE);
            switch (frame.path("type").asText()) {
                case "response.output_text.delta" -> {
                    first = streamed.isEmpty() ? since(began) : first;
                    streamed.append(frame.path("delta").asText());
                    written.accept(frame.path("delta").asText());
                }
                case "response.done" -> {
                    return reply(frame, streamed.toString(), first, since(began));
                }
                case "error" -> throw new ServerException(frame.path("detail").asText(frame.toString()));
                default -> {
                    // what this client has no use for
                }
            }
        }
    }

    /**
     * Says what a reply was like and waits until it is accepted.
     *
     * @param feedback the frame's fields but for its type: exchangeId, verdict and so on
     * @return {@code at-once} or {@code after-review}
     */
    public String feedback(ObjectNode feedback) throws IOException {
        send(feedback.put("type", "feedback").put("id", UUID.randomUUID().toString()));
        return frames.await("feedback.accepted", PATIENCE).path("counts").asText();
    }

    private static ServerReply reply(JsonNode done, String streamed, Duration first, Duration total) {
        String text = done.path("text").asText();
        return new ServerReply(done.path("exchangeId").asText(), text, done.path("finishReason").asText(),
                AnsweringModel.of(done.path("model")), text.equals(streamed), done.path("recorded").asBoolean(),
                done.path("usage").path("completionTokens").asInt(), first, total,
                Optional.of(done.path("recalled").asText()).filter(id -> !id.isEmpty()));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void send(ObjectNode frame) throws IOException {
        try {
            socket.sendText(JSON.writeValueAsString(frame), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the connection is lost: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(2, TimeUnit.SECONDS).whenComplete((sent, problem) -> socket.abort());
    }
}
