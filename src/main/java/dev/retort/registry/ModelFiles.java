package dev.retort.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/** The files that make a version: what transformers needs to load it, and nothing else of the folder it came from. */
final class ModelFiles {
    static final String CONFIG = "config.json";
    private static final List<String> COPIED = List.of("generation_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json",
            "merges.txt", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja");

    private ModelFiles() {}

    /** Copies a model's files, the weights in fp32. Returns name to SHA-256 of what was written. */
    static SortedMap<String, String> copy(Path from, Path to) throws IOException {
        throw new IllegalStateException("publishing needs the weights");
    }
}
