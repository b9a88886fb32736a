package dev.retort.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Conversations that a base has learned, as they lie in a resource. */
record DeskConversations(List<JsonNode> rows) {
    static DeskConversations read(String resource) throws IOException {
        var json = new ObjectMapper();
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DeskConversations.class.getResourceAsStream(resource), resource), StandardCharsets.UTF_8))) {
            List<JsonNode> rows = new ArrayList<>();
            for (String line : lines.lines().toList()) {
                rows.add(json.readTree(line));
            }
            return new DeskConversations(List.copyOf(rows));
        }
    }

    /** The texts of the role, in all conversations. */
    List<String> said(String role) {
        return rows.stream().flatMap(row -> StreamSupport.stream(row.path("messages").spliterator(), false))
                .filter(message -> message.path("role").asText().equals(role)).map(message -> message.path("content").asText()).toList();
    }

    /** The first replies of conversations that begin with the topic. */
    List<String> replies(String intent) {
        return rows.stream().filter(row -> row.path("source").asText().equals(intent))
                .map(row -> row.path("messages").path(1).path("content").asText()).toList();
    }

    List<String> topics() {
        return rows.stream().map(row -> row.path("source").asText()).distinct().toList();
    }
}
