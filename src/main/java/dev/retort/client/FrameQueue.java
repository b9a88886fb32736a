package dev.retort.client;

import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/** The frames that have come and were not looked at yet. */
final class FrameQueue implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode END = MissingNode.getInstance();
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile String end = "the server closed the connection";

    /** @throws IOException if the connection has ended or nothing comes in time */
    JsonNode next(Duration patience) throws IOException {
        JsonNode frame;
        try {
            frame = frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (frame == null) {
            throw new IOException("no answer within %d s".formatted(patience.toSeconds()));
        }
        if (frame.isMissingNode()) {
            frames.add(END);
            throw new IOException(end);
        }
        return frame;
    }

    /** The next frame of this type; what comes before it is left out, but an error is thrown. */
    JsonNode await(String type, Duration patience) throws IOException {
        while (true) {
            JsonNode frame = next(patience);
            String found = frame.path("type").asText();
            if (found.equals(type)) {
                return frame;
            }
            if (found.equals("error")) {
                throw new ServerException(frame.path("detail").asText(frame.toString()));
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                frames.add(JSON.readTree(partial.toString()));
            } catch (JsonProcessingException e) {
                end = "the server sent a frame that is no JSON";
                frames.add(END);
            }
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end = "the server closed the connection: %d %s".formatted(code, reason);
        frames.add(END);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable problem) {
        end = "the connection is lost: " + problem.getMessage();
        frames.add(END);
    }
}
