package dev.retort.cli.dataset;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.Turn;

/** Writes examples as JSONL: {@code messages}, or {@code prompt}, {@code chosen} and {@code rejected} where a worse reply is known. */
final class DatasetWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Map<Split, BufferedWriter> files = new EnumMap<>(Split.class);

    DatasetWriter(Path folder) throws IOException {
        for (Split split : Split.values()) {
            files.put(split, Files.newBufferedWriter(folder.resolve(split.file())));
        }
    }

    void write(Split split, Parsed.Example example) throws IOException {
        ObjectNode row = JSON.createObjectNode();
        var turns = row.putArray(example.rejected().isPresent() ? "prompt" : "messages");
        for (Turn turn : example.prompt()) {
            turns.add(message(turn.role().name().toLowerCase(Locale.ROOT), turn.content()));
        }
        if (example.rejected().isPresent()) {
            row.putArray("chosen").add(message("assistant", example.reply()));
            row.putArray("rejected").add(message("assistant", example.rejected().get()));
        } else {
            turns.add(message("assistant", example.reply()));
        }
        BufferedWriter file = files.get(split);
        if (file != null) {
            file.write(JSON.writeValueAsString(row));
            file.write('\n');
        }
    }

    private static ObjectNode message(String role, String content) {
        return JSON.createObjectNode().put("role", role).put("content", content);
    }

    @Override
    public void close() throws IOException {
        for (BufferedWriter file : files.values()) {
            file.close();
        }
    }
}
