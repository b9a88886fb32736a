package dev.retort.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * The shape of a GPT-2, as in Hugging Face's {@code config.json}.
 *
 * @param vocabularySize {@code vocab_size}
 * @param contextLength {@code n_positions}: the most tokens a sequence can have
 * @param width {@code n_embd}
 * @param layers {@code n_layer}
 * @param heads {@code n_head}
 * @param innerWidth {@code n_inner}, 4 x width where null
 * @param layerNormEpsilon {@code layer_norm_epsilon}
 * @param endOfText {@code eos_token_id}: the token that ends every turn
 * @param activation {@code activation_function}
 * @param tied {@code tie_word_embeddings}: the projection to the vocabulary is the embedding itself
 */
public record ModelConfig(int vocabularySize, int contextLength, int width, int layers, int heads, int innerWidth,
        double layerNormEpsilon, int endOfText, Activation activation, boolean tied) {
    static final String FILE = "config.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int DEFAULT_END_OF_TEXT = 50256; // as in transformers' GPT2Config

    /** GPT-2's own activation, and a tied projection. */
    public ModelConfig(int vocabularySize, int contextLength, int width, int layers, int heads, int innerWidth, double layerNormEpsilon,
            int endOfText) {
        this(vocabularySize, contextLength, width, layers, heads, innerWidth, layerNormEpsilon, endOfText, Activation.GELU_TANH, true);
    }

    public ModelConfig {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("n_embd is " + width + ", expected a multiple of n_head " + heads);
        }
        if (endOfText < 0 || endOfText >= vocabularySize) {
            throw new IllegalArgumentException("eos_token_id is " + endOfText + ", expected 0 to " + (vocabularySize - 1));
        }
    }

    /** @throws ModelFolderException if the file is missing, isn't JSON, or tells of a model that isn't this GPT-2 */
    public static ModelConfig read(Path folder) throws IOException {
        JsonNode json = readJson(folder.resolve(FILE));
        expect(json, "model_type", "gpt2", "");
        expect(json, "scale_attn_weights", "true", "true");
        expect(json, "scale_attn_by_inverse_layer_idx", "false", "false");
        expect(json, "add_cross_attention", "false", "false");
        JsonNode pruned = json.path("pruned_heads");
        if (!pruned.isMissingNode() && !pruned.isEmpty()) {
            throw new ModelFolderException(FILE, "pruned_heads is " + pruned + ", expected none");
        }
        int width = size(json, "n_embd");
        JsonNode inner = json.path("n_inner");
        JsonNode end = json.path("eos_token_id");
        if (!end.isMissingNode() && !end.isNull() && !end.isInt()) {
            throw new ModelFolderException(FILE, "eos_token_id is " + end + ", expected one token id");
        }
        try {
            return new ModelConfig(size(json, "vocab_size"), size(json, "n_positions"), width, size(json, "n_layer"), size(json, "n_head"),
                    inner.isMissingNode() || inner.isNull() ? Math.multiplyExact(4, width) : size(json, "n_inner"), epsilon(json),
                    end.asInt(DEFAULT_END_OF_TEXT), activation(json), tied(json));
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(FILE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes {@code config.json} as transformers reads it; dropout is off. */
    public void write(Path folder) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_type", "gpt2");
        json.put("architectures", List.of("GPT2LMHeadModel"));
        json.put("activation_function", activation.toString());
        json.put("vocab_size", vocabularySize);
        json.put("n_positions", contextLength);
        json.put("n_ctx", contextLength);
        json.put("n_embd", width);
        json.put("n_layer", layers);
        json.put("n_head", heads);
        json.put("n_inner", innerWidth);
        json.put("layer_norm_epsilon", layerNormEpsilon);
        if (!tied) { // what every GPT-2 is whose folder does not say
            json.put("tie_word_embeddings", false);
        }
        json.put("initializer_range", 0.02);
        json.put("attn_pdrop", 0.0);
        json.put("embd_pdrop", 0.0);
        json.put("resid_pdrop", 0.0);
        json.put("bos_token_id", endOfText);
        json.put("eos_token_id", endOfText);
        json.put("torch_dtype", "float32");
        Files.writeString(folder.resolve(FILE), JSON.writeValueAsString(json) + "\n");
    }

    /** Size of one head. */
    public int headWidth() {
        return width / heads;
    }

    /** Reads a JSON object, with an error that names the file. */
    static JsonNode readJson(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                throw new ModelFolderException(name, "is not a JSON object");
            }
            return json;
        } catch (NoSuchFileException e) {
            throw new ModelFolderException(name, "is missing in " + file.toAbsolutePath().getParent(), e);
        } catch (JacksonException e) {
            throw new ModelFolderException(name, "is not JSON: " + JsonProblem.of(e), e);
        }
    }

    private static void expect(JsonNode json, String field, String expected, String missing) throws IOException {
        String value = json.path(field).asText(missing);
        if (!value.equals(expected)) {
            throw new ModelFolderException(FILE,
                    field + " is " + (value.isEmpty() ? "missing" : "\"" + value + "\"") + ", expected \"" + expected + "\"");
        }
    }

    private static Activation activation(JsonNode json) throws IOException {
        String name = json.path("activation_function").asText(Activation.GELU_TANH.toString());
        return Activation.named(name).orElseThrow(() -> new ModelFolderException(FILE,
                "activation_function is \"" + name + "\", expected one of " + Activation.known()));
    }

    private static boolean tied(JsonNode json) throws IOException {
        JsonNode tied = json.path("tie_word_embeddings");
        if (!tied.isMissingNode() && !tied.isBoolean()) {
            throw new ModelFolderException(FILE, "tie_word_embeddings is " + tied + ", expected true or false");
        }
        return tied.asBoolean(true);
    }

    private static int size(JsonNode json, String field) throws IOException {
        JsonNode value = json.path(field);
        if (!value.isInt() || value.asInt() < 1 || value.asInt() > 1 << 24) {
            throw new ModelFolderException(FILE,
                    field + " is " + (value.isMissingNode() ? "missing" : value) + ", expected a whole number from 1 to " + (1 << 24));
        }
        return value.asInt();
    }

    private static double epsilon(JsonNode json) throws IOException {
        double value = json.path("layer_norm_epsilon").asDouble(1e-5);
        if (!(value > 0 && value < 1)) {
            throw new ModelFolderException(FILE,
                    "layer_norm_epsilon is " + json.path("layer_norm_epsilon") + ", expected a number above 0 and below 1");
        }
        return value;
    }
}
