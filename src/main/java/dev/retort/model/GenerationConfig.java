package dev.retort.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The contents of Hugging Face's {@code generation_config.json}, where there is one.
 *
 * @param stopTokens the tokens that end a continuation
 */
record GenerationConfig(Set<Integer> stopTokens) {
    private static final String FILE = "generation_config.json";

    static GenerationConfig read(Path folder, ModelConfig config) throws IOException {
        Set<Integer> stops = new TreeSet<>(Set.of(config.endOfText()));
        if (Files.exists(folder.resolve(FILE))) {
            JsonNode end = ModelConfig.readJson(folder.resolve(FILE)).path("eos_token_id");
            for (JsonNode id : end.isArray() ? end : Set.of(end)) {
                if (id.isInt() && id.asInt() >= 0 && id.asInt() < config.vocabularySize()) {
                    stops.add(id.asInt());
                } else if (!id.isMissingNode() && !id.isNull()) {
                    throw new ModelFolderException(FILE,
                            "eos_token_id holds " + id + ", expected token ids below vocab_size " + config.vocabularySize());
                }
            }
        }
        return new GenerationConfig(Set.copyOf(stops));
    }
}
