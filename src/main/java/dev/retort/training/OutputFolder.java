package dev.retort.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.artifacts.Folders;
import dev.retort.model.Precision;
import dev.retort.model.Weights;

/** The trained model as a Hugging Face folder: new weights, and the start model's configuration and tokenizer. */
final class OutputFolder {
    private static final String CONFIG = "config.json";
    private static final String ADAPTER = "adapter";
    private static final List<String> COPIED = List.of("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt",
            "special_tokens_map.json", "added_tokens.json", "generation_config.json", "chat_template.jinja");
    private static final ObjectMapper JSON = new ObjectMapper();

    private OutputFolder() {}

    /** @throws TrainingRefusedException if something is there already */
    static void check(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                if (inside.findAny().isPresent()) {
                    throw new TrainingRefusedException("output folder " + folder + " is not empty, expected a new one");
                }
            }
        }
    }

    /**
     * Writes the folder, which appears whole or not at all.
     *
     * @param adapter what learned, if not the weights: it goes to a folder of its own inside, where loaders of the merged model don't see it
     */
    static void write(Path folder, Path start, Weights weights, Optional<Adapter> adapter) throws IOException {
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        Folders.delete(unfinished);
        Files.createDirectories(unfinished);
        for (String name : COPIED) {
            if (Files.exists(start.resolve(name))) {
                Files.copy(start.resolve(name), unfinished.resolve(name));
            }
        }
        ObjectNode config = (ObjectNode) JSON.readTree(start.resolve(CONFIG).toFile());
        config.put(config.has("dtype") ? "dtype" : "torch_dtype", "float32");
        Files.writeString(unfinished.resolve(CONFIG), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
        weights.write(unfinished, Precision.F32);
        if (adapter.isPresent()) {
            adapter.get().write(Files.createDirectory(unfinished.resolve(ADAPTER)), start.toString());
        }
        Files.deleteIfExists(folder);
        Folders.publish(unfinished, folder);
    }
}
