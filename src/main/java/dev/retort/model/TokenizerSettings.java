package dev.retort.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The settings beside a tokenizer that change ids: {@code tokenizer_config.json}, and, as transformers does, {@code special_tokens_map.json} and
 * {@code added_tokens.json} where that doesn't list the added tokens itself.
 *
 * @param named the values of settings such as {@code eos_token}, texts or objects
 * @param listed {@code added_tokens_decoder}, or empty
 * @param legacy {@code added_tokens.json}, or empty
 */
record TokenizerSettings(JsonNode config, ObjectNode named, JsonNode listed, JsonNode legacy) {
    static final String FILE = "tokenizer_config.json";
    static final String LEGACY = "added_tokens.json";
    static final String DEFAULT_END = "<|endoftext|>";
    private static final String MAP = "special_tokens_map.json";
    private static final Set<String> OF_GPT2 = Set.of("GPT2Tokenizer", "GPT2TokenizerFast");
    private static final Set<String> OF_THE_FILE = Set.of("PreTrainedTokenizerFast", "PreTrainedTokenizer", "TokenizersBackend");
    private static final List<String> OFF = List.of("add_bos_token", "add_eos_token", "split_special_tokens");

    static TokenizerSettings read(Path folder) throws IOException {
        JsonNode config = optional(folder, FILE);
        for (String field : OFF) {
            if (config.path(field).asBoolean()) {
                throw new ModelFolderException(FILE, field + " is true, expected false: nothing but a turn's end is added to a text");
            }
        }
        if (config.path("auto_map").has("AutoTokenizer")) {
            throw new ModelFolderException(FILE, "auto_map names a tokenizer with code of its own, expected GPT2Tokenizer");
        }
        JsonNode listed = config.path("added_tokens_decoder");
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        config.properties().forEach(field -> named.set(field.getKey(), field.getValue()));
        JsonNode legacy = JsonNodeFactory.instance.objectNode();
        if (listed.isMissingNode()) {
            optional(folder, MAP).properties().forEach(field -> named.set(field.getKey(), field.getValue()));
            legacy = optional(folder, LEGACY);
        }
        TokenizerSettings settings = new TokenizerSettings(config, named, listed, legacy);
        settings.checkKind();
        return settings;
    }

    private static JsonNode optional(Path folder, String file) throws IOException {
        return Files.exists(folder.resolve(file)) ? ModelConfig.readJson(folder.resolve(file)) : JsonNodeFactory.instance.objectNode();
    }

    private void checkKind() throws ModelFolderException {
        String kind = kind();
        if (!OF_GPT2.contains(kind) && !OF_THE_FILE.contains(kind)) {
            throw new ModelFolderException(FILE,
                    "tokenizer_class is \"" + kind
                            + "\", expected \"GPT2Tokenizer\", or \"PreTrainedTokenizerFast\" with a tokenizer.json");
        }
    }

    private String kind() {
        return config.path("tokenizer_class").asText("GPT2Tokenizer");
    }

    /** Tells whether transformers makes a GPT-2 tokenizer of the vocabulary, rather than what {@code tokenizer.json} describes. */
    boolean gpt2() {
        return OF_GPT2.contains(kind());
    }

    Optional<Boolean> addPrefixSpace() {
        JsonNode value = config.path("add_prefix_space");
        return value.isBoolean() ? Optional.of(value.asBoolean()) : Optional.empty();
    }

    /** The token that ends a text. */
    String endToken() {
        String end = content(named.path("eos_token"));
        return end.isEmpty() ? DEFAULT_END : end;
    }

    /** The text of a token that is written as such or as an object; empty if there is none. */
    static String content(JsonNode token) {
        return token.isObject() ? token.path("content").asText("") : token.isTextual() ? token.asText() : "";
    }
}
