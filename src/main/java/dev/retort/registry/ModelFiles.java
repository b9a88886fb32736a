package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.Gpt2;
import dev.retort.model.ModelConfig;
import dev.retort.model.Weights;

/** The files that make a version: what transformers needs to load it, and nothing else of the folder it came from. */
final class ModelFiles {
    private static final String CONFIG = "config.json";
    private static final List<String> COPIED = List.of("generation_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json",
            "merges.txt", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja");
    /** All but the weights. */
    static final List<String> DESCRIBING = Stream.concat(Stream.of(CONFIG), COPIED.stream()).toList();
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFiles() {}

    /**
     * Copies a model's files. The weights are written anew, in fp32 and under their full names, so that the same numbers are the same content
     * however they were stored; a half-precision file would swallow the small updates of training.
     *
     * @return name to SHA-256 of what was written
     * @throws dev.retort.model.ModelFolderException if configuration, weights or tokenizer can't be used
     */
    static SortedMap<String, String> copy(Path from, Path to) throws IOException {
        Gpt2.check(from);
        Weights.copy(from, ModelConfig.read(from), to);
        writeConfig(from.resolve(CONFIG), to.resolve(CONFIG));
        for (String name : COPIED) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name)); // follows links: a hub cache is made of them
            }
        }
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.list(to)) {
            for (Path file : files.toList()) {
                digests.put(file.getFileName().toString(), Digests.ofFile(file));
            }
        }
        return digests;
    }

    /** The configuration as it is, but for the type of the weights. */
    private static void writeConfig(Path from, Path to) throws IOException {
        byte[] bytes = Files.readAllBytes(from);
        ObjectNode config = (ObjectNode) JSON.readTree(bytes);
        boolean changed = false;
        for (String field : List.of("dtype", "torch_dtype")) {
            JsonNode type = config.path(field);
            if (!type.isMissingNode() && !type.asText().equals("float32")) {
                config.put(field, "float32");
                changed = true;
            }
        }
        Files.write(to, changed ? JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config) : bytes);
    }
}
