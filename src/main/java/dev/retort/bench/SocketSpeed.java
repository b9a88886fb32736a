package dev.retort.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A running server through its WebSocket: every question is a conversation of its own. */
final class SocketSpeed implements Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(1); // only the words of a refusal say when

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI chat;
    private final Optional<String> token;
    private final boolean corrections;

    /**
     * @param server its address, {@code http://127.0.0.1:8080}
     * @param token to sign in with; without it every client is a visitor
     * @param corrections whether the server may say corrections in place of the model's words
     */
    SocketSpeed(URI server, Optional<String> token, boolean corrections) {
        this.corrections = corrections;
        this.chat = URI.create(server.toString().replaceFirst("^http", "ws").replaceAll("/+$", "") + "/chat");
        this.token = token;
    }

    @Override
    public Outcome ask(int client, LoadPrompt question) throws Exception {
        Chat listener = new Chat(question, corrections);
        WebSocket.Builder builder = http.newWebSocketBuilder();
        token.ifPresent(bearer -> builder.header("Authorization", "Bearer " + bearer));
        WebSocket socket = builder.buildAsync(chat, listener).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        try {
            return listener.outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(gone -> socket).join();
        }
    }

    private static final class Chat implements WebSocket.Listener {
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private final LoadPrompt question;
        private final boolean corrections;
        private final StringBuilder text = new StringBuilder();
        private long asked;
        private long first;

        Chat(LoadPrompt question, boolean corrections) {
            this.corrections = corrections;
            this.question = question;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    frame(socket, JSON.readTree(text.toString()));
                } catch (Exception e) {
                    outcome.completeExceptionally(e);
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
                    socket.sendText(JSON.createObjectNode().put("type", "message").put("text", question.text()).put("memory", corrections)
                            .set("sampling", JSON.createObjectNode().put("maxTokens", EngineSpeed.NEW_TOKENS)).toString(), true);
                }
                case "response.output_text.delta" -> first = first == 0 ? System.nanoTime() : first;
                case "response.done" -> {
                    long now = System.nanoTime();
                    JsonNode usage = frame.path("usage");
                    outcome.complete(new Answer(usage.path("promptTokens").asInt(), usage.path("completionTokens").asInt(),
                            Duration.ofNanos((first == 0 ? now : first) - asked), Duration.ofNanos(now - asked)));
                }
                case "error" -> {
                    int status = frame.path("status").asInt();
                    outcome.complete(Refused.isOne(status) ? new Refused(status, SOON) : new Failed(frame.path("detail").asText()));
                }
                default -> {
                    // other frames tell nothing about speed
                }
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            outcome.completeExceptionally(new IllegalStateException("the server closed the chat: " + code + " " + reason));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            outcome.completeExceptionally(error);
        }
    }
}
