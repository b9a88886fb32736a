package dev.retort.model;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Checks a {@code tokenizer.json} for what would give other ids than transformers gives. */
final class TokenizerRules {
    private static final String FILE = "tokenizer.json";

    private TokenizerRules() {}

    /** Refuses what is not supported, and sets {@code add_prefix_space} as transformers does. */
    static void apply(ObjectNode json, TokenizerSettings settings) throws ModelFolderException {
        expect(json.path("model").path("type"), "model.type", "BPE");
        expect(json.path("decoder").path("type"), "decoder.type", "ByteLevel");
        JsonNode model = json.path("model");
        for (String field : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            off(model.path(field).asText("").isEmpty(), "model." + field, model.path(field), "\"\"");
        }
        off(model.path("dropout").asDouble(0) == 0, "model.dropout", model.path("dropout"), "null: it makes ids random");
        off(!model.path("byte_fallback").asBoolean(), "model.byte_fallback", model.path("byte_fallback"), "false");
        JsonNode post = json.path("post_processor");
        off(!adds(post), "post_processor", post.path("type"), "none that adds tokens to every text");
        if (settings.gpt2()) {
            off(json.path("normalizer").isNull() || json.path("normalizer").isMissingNode(), "normalizer",
                    json.path("normalizer").path("type"),
                    "null with GPT2Tokenizer: PreTrainedTokenizerFast as tokenizer_class would heed it");
            off(!model.path("ignore_merges").asBoolean(), "model.ignore_merges", model.path("ignore_merges"), "false with GPT2Tokenizer");
            JsonNode pre = json.path("pre_tokenizer");
            off(pre.path("type").asText().equals("ByteLevel") && pre.path("use_regex").asBoolean(true), "pre_tokenizer", pre,
                    "ByteLevel with use_regex, as GPT2Tokenizer has it");
            ((ObjectNode) pre).put("add_prefix_space", settings.addPrefixSpace().orElse(false));
        } else {
            checkPrefix(json, settings.addPrefixSpace());
        }
    }

    /** Refuses a setting that says otherwise than a {@code tokenizer.json} that counts: versions of transformers differ on it. */
    private static void checkPrefix(ObjectNode json, Optional<Boolean> wanted) throws ModelFolderException {
        boolean written = json.path("pre_tokenizer").path("add_prefix_space").asBoolean(false);
        if (wanted.orElse(false) != written) {
            throw new ModelFolderException(TokenizerSettings.FILE, "add_prefix_space is " + wanted.map(String::valueOf).orElse("missing")
                    + ", expected " + written + " as in tokenizer.json: versions of transformers differ");
        }
    }

    private static boolean adds(JsonNode processor) {
        return switch (processor.path("type").asText()) {
            case "", "ByteLevel" -> false;
            case "TemplateProcessing" -> processor.path("single").findParent("SpecialToken") != null;
            case "Sequence" -> processor.path("processors").valueStream().anyMatch(TokenizerRules::adds);
            default -> true;
        };
    }

    private static void off(boolean good, String field, JsonNode value, String expected) throws ModelFolderException {
        if (!good) {
            throw new ModelFolderException(FILE, field + " is " + (value.isMissingNode() ? "missing" : value) + ", expected " + expected);
        }
    }

    private static void expect(JsonNode value, String field, String expected) throws ModelFolderException {
        off(value.asText().equals(expected), field, value, "\"" + expected + "\"");
    }
}
