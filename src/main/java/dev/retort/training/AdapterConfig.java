package dev.retort.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.JsonProblem;

/** peft's {@code adapter_config.json}, in the part that an adapter here can follow. */
final class AdapterConfig {
    private static final String FILE = "adapter_config.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Options of peft that change the meaning of the tensors. */
    private static final List<String> UNSUPPORTED = List.of("use_dora", "use_rslora", "use_qalora", "lora_bias", "rank_pattern",
            "alpha_pattern",
            "layers_to_transform", "layers_pattern", "layer_replication", "modules_to_save", "target_parameters", "trainable_token_indices",
            "exclude_modules");

    private AdapterConfig() {}

    static Lora read(Path folder) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(folder.resolve(FILE).toFile());
        } catch (JsonProcessingException e) {
            throw new TrainingRefusedException(FILE + " is no JSON: " + JsonProblem.of(e));
        }
        if (!Files.exists(folder.resolve(FILE))) {
            throw new NoSuchFileException(folder.resolve(FILE).toString());
        }
        require("peft_type", json.path("peft_type").asText(), "LORA");
        require("bias", json.path("bias").asText("none"), "none");
        for (String field : UNSUPPORTED) {
            JsonNode value = json.path(field);
            boolean off = value.isMissingNode() || value.isNull() || value.isContainerNode() && value.isEmpty()
                    || value.isBoolean() && !value.asBoolean();
            if (!off) {
                throw new TrainingRefusedException(FILE + ": " + field + " is " + value + ", which is not supported");
            }
        }
        if (!json.path("target_modules").isArray()) {
            throw new TrainingRefusedException(FILE + ": target_modules is " + json.path("target_modules") + ", expected a list of names");
        }
        List<String> targets = new ArrayList<>();
        json.path("target_modules").forEach(target -> targets.add(target.asText()));
        try {
            return new Lora(json.path("r").asInt(), json.path("lora_alpha").asDouble(), targets);
        } catch (IllegalArgumentException e) {
            throw new TrainingRefusedException(FILE + ": " + e.getMessage());
        }
    }

    /** @param base name or folder of the model that the adapter belongs to */
    static void write(Path folder, Lora lora, String base) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("base_model_name_or_path", base);
        json.put("bias", "none");
        json.put("fan_in_fan_out", true); // GPT-2's matrices are [in, out]
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.put("lora_alpha", lora.alpha() == Math.rint(lora.alpha()) ? (Object) (long) lora.alpha() : (Object) lora.alpha());
        json.put("lora_dropout", 0.0);
        json.put("peft_type", "LORA");
        json.put("r", lora.rank());
        json.put("target_modules", lora.targets());
        json.put("task_type", "CAUSAL_LM");
        Files.writeString(folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    private static void require(String field, String value, String expected) throws TrainingRefusedException {
        if (!value.equals(expected)) {
            throw new TrainingRefusedException(FILE + ": " + field + " is '" + value + "', expected '" + expected + "'");
        }
    }
}
