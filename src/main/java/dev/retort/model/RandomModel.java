package dev.retort.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

/** A model folder of any shape that knows nothing yet: to measure speed, or to start from. */
public final class RandomModel {
    private RandomModel() {}

    /**
     * Writes configuration, {@link Weights#random} and a tokenizer whose tokens are the 256 bytes and the end of text.
     *
     * @param config {@code endOfText} is at least 256
     */
    public static void write(Path folder, ModelConfig config, long seed) throws IOException {
        if (config.endOfText() < 256) {
            throw new IllegalArgumentException("the first 256 tokens are the bytes, but eos_token_id is " + config.endOfText());
        }
        Files.createDirectories(folder);
        config.write(folder);
        Weights.random(config, seed).write(folder, Precision.F32);
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int b = 0; b < 256; b++) {
            vocabulary.put(String.valueOf(TokenBytes.characterOf(b)), b);
        }
        vocabulary.put("<|endoftext|>", config.endOfText());
        new ObjectMapper().writeValue(folder.resolve("vocab.json").toFile(), vocabulary);
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
    }
}
