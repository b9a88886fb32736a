package dev.retort.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.evaluation.GateExample;
import dev.retort.evaluation.GateSet;
import dev.retort.model.Turn;
import dev.retort.training.TrainingExample;

/** The conversations that a trained version carries: what it has learned, to be replayed by later runs, and what it has not, to be measured by them. */
final class ReplayFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReplayFiles() {}

    /** @param model a model's folder; they go where a base model has its own */
    static void write(Path model, List<TrainingExample> learned, GateSet heldBack) throws IOException {
        Path folder = Files.createDirectories(model.resolve("retort"));
        write(folder.resolve("replay.jsonl"), learned.stream().filter(example -> !example.flagged())
                .map(example -> conversation(example.prompt(), example.reply())));
        write(folder.resolve("domain-gate.jsonl"), Stream.concat(heldBack.corrections().stream(), heldBack.domain().stream())
                .map((GateExample example) -> conversation(example.prompt(), example.chosen())));
    }

    private static Map<String, Object> conversation(List<Turn> prompt, String reply) {
        List<Map<String, String>> messages = new ArrayList<>();
        Stream.concat(prompt.stream(), Stream.of(Turn.assistant(reply))).forEach(
                turn -> messages.add(Map.of("role", turn.role().name().toLowerCase(Locale.ROOT), "content", turn.content())));
        return Map.of("messages", messages);
    }

    private static void write(Path file, Stream<Map<String, Object>> conversations) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Map<String, Object> conversation : conversations.toList()) {
                out.write(JSON.writeValueAsString(conversation));
                out.write('\n');
            }
        }
    }
}
