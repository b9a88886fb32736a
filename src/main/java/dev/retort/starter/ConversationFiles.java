package dev.retort.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Conversations that travel with the model: some to replay while it learns corrections, some to measure what it forgot. */
final class ConversationFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConversationFiles() {}

    /** {@code {"messages":[{"role":…,"content":…},…]}} lines, {@code count} conversations at equal distances. */
    static void write(Path file, List<Conversation> conversations, int count) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Math.min(count, conversations.size()); i++) {
            Conversation conversation = conversations.get((int) ((long) i * conversations.size() / Math.min(count, conversations.size())));
            lines.add(JSON.writeValueAsString(Map.of("messages", conversation.turns())));
        }
        Files.write(file, lines);
    }
}
