package dev.retort.model;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tokenizer as its folder describes it.
 *
 * @param file the file to name in errors
 * @param json a {@code tokenizer.json}
 * @param endToken the token that ends a text
 * @param added the setting that added the last token, if one did
 */
record TokenizerFiles(String file, ObjectNode json, String endToken, Optional<String> added) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static TokenizerFiles read(Path folder) throws IOException {
        TokenizerSettings settings = TokenizerSettings.read(folder);
        String end = settings.endToken();
        boolean whole = Files.exists(folder.resolve("tokenizer.json"));
        if (!whole && !Files.exists(folder.resolve("vocab.json"))) {
            throw new ModelFolderException("tokenizer.json", "is missing, and so is vocab.json, in " + folder.toAbsolutePath());
        }
        ObjectNode json = whole
                ? (ObjectNode) ModelConfig.readJson(folder.resolve("tokenizer.json"))
                : fromVocabulary(folder, end);
        if (whole) {
            json.putNull("truncation").putNull("padding");
        }
        TokenizerRules.apply(json, settings);
        String file = whole ? "tokenizer.json" : "vocab.json";
        return new TokenizerFiles(file, json, end, AddedTokens.complete(file, json, settings));
    }

    /** The same tokenizer, but special tokens in a text are plain text. */
    ObjectNode withoutSpecialTokens() {
        ObjectNode plain = json.deepCopy();
        ArrayNode kept = plain.putArray("added_tokens");
        ObjectNode vocabulary = (ObjectNode) plain.path("model").path("vocab");
        for (JsonNode token : json.path("added_tokens")) {
            if (!token.path("special").asBoolean()) {
                kept.add(token);
                vocabulary.set(token.path("content").asText(), token.path("id")); // else it would get the id of a special one before it
            }
        }
        return plain;
    }

    /** The tokenizer that transformers makes of {@code vocab.json} and {@code merges.txt}. */
    private static ObjectNode fromVocabulary(Path folder, String end) throws IOException {
        JsonNode vocabulary = ModelConfig.readJson(folder.resolve("vocab.json"));
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding").putNull("normalizer");
        if (vocabulary.has(end)) {
            json.putArray("added_tokens").addObject().put("id", vocabulary.path(end).asInt()).put("content", end).put("single_word", false)
                    .put("lstrip", false).put("rstrip", false).put("normalized", false).put("special", true);
        }
        for (String part : new String[]{"pre_tokenizer", "post_processor", "decoder"}) {
            json.putObject(part).put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
        }
        ObjectNode model = json.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token")
                .putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false).put("byte_fallback", false);
        model.set("vocab", vocabulary);
        ArrayNode merges = model.putArray("merges");
        int number = 0;
        for (String line : lines(folder.resolve("merges.txt"))) {
            number++;
            if (!line.startsWith("#version") && !line.isBlank()) {
                String[] pair = line.split(" ", -1);
                if (pair.length != 2) {
                    throw new ModelFolderException("merges.txt", "line " + number + " is \"" + line + "\", expected two parts and a space");
                }
                merges.addArray().add(pair[0]).add(pair[1]);
            }
        }
        return json;
    }

    private static Iterable<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new ModelFolderException("merges.txt", "is missing in " + file.toAbsolutePath().getParent(), e);
        } catch (MalformedInputException e) {
            throw new ModelFolderException("merges.txt", "is not UTF-8", e);
        }
    }

    /** The id of {@link #endToken}. */
    int endOfText() throws IOException {
        for (JsonNode token : json.path("added_tokens")) {
            if (token.path("content").asText().equals(endToken)) {
                return token.path("id").asInt();
            }
        }
        for (Map.Entry<String, JsonNode> token : json.path("model").path("vocab").properties()) {
            if (token.getKey().equals(endToken)) {
                return token.getValue().asInt();
            }
        }
        throw new ModelFolderException(file, "has no token " + endToken + ", which ends every turn");
    }
}
