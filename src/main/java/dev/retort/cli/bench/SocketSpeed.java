package dev.retort.cli.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.ModelConfig;
import dev.retort.model.Tokenizer;

/** A running server through its WebSocket: every question is a conversation of its own. */
public final class SocketSpeed {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private SocketSpeed() {}

    /**
     * @param server its address, {@code http://127.0.0.1:8080}
     * @param token to sign in with; without it every client is a visitor
     * @param tokenizer the served model's, so that questions have the wanted lengths
     * @param longest tokens of a question
     */
    public static Map<String, Object> measure(URI server, Optional<String> token, Tokenizer tokenizer, int clients, int longest,
            Consumer<String> line) {
        List<Question> questions = Question.ragged(tokenizer, clients == 1 ? 4 : 2 * clients, Math.min(EngineSpeed.SHORTEST, longest),
                longest, clients);
        HttpClient http = HttpClient.newHttpClient();
        URI chat = URI.create(server.toString().replaceFirst("^http", "ws").replaceAll("/+$", "") + "/chat");
        Load.Figures load = Load.run(question -> ask(http, chat, token, question), questions, clients);
        line.accept(load.line("WebSocket, %d clients".formatted(clients)));
        return Map.of("webSocket" + clients, load.asMap());
    }

    /** Tokens of the longest question that a model of this context takes. */
    public static int longest(ModelConfig config) {
        return EngineSpeed.longest(config);
    }

    private static Answers.Answer ask(HttpClient http, URI chat, Optional<String> token, Question question) throws Exception {
        Chat listener = new Chat(question);
        WebSocket.Builder builder = http.newWebSocketBuilder();
        token.ifPresent(bearer -> builder.header("Authorization", "Bearer " + bearer));
        WebSocket socket = builder.buildAsync(chat, listener).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        try {
            return listener.answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(gone -> socket).join();
        }
    }

    private static final class Chat implements WebSocket.Listener {
        private final CompletableFuture<Answers.Answer> answer = new CompletableFuture<>();
        private final Question question;
        private final StringBuilder text = new StringBuilder();
        private long asked;
        private long first;

        Chat(Question question) {
            this.question = question;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    frame(socket, JSON.readTree(text.toString()));
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void frame(WebSocket socket, JsonNode frame) {
            switch (frame.path("type").asText()) {
                case "conversation.created" -> {
                    asked = System.nanoTime();
                    socket.sendText(JSON.createObjectNode().put("type", "message").put("text", question.text())
                            .set("sampling", JSON.createObjectNode().put("maxTokens", EngineSpeed.NEW_TOKENS)).toString(), true);
                }
                case "response.output_text.delta" -> first = first == 0 ? System.nanoTime() : first;
                case "response.done" -> {
                    long now = System.nanoTime();
                    JsonNode usage = frame.path("usage");
                    answer.complete(new Answers.Answer(usage.path("promptTokens").asInt(), usage.path("completionTokens").asInt(),
                            Duration.ofNanos((first == 0 ? now : first) - asked), Duration.ofNanos(now - asked)));
                }
                case "error" -> answer.completeExceptionally(new IllegalStateException(frame.path("detail").asText()));
                default -> {
                    // other frames tell nothing about speed
                }
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            answer.completeExceptionally(new IllegalStateException("the server closed the chat: " + code + " " + reason));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            answer.completeExceptionally(error);
        }
    }
}
