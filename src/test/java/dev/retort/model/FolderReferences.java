package dev.retort.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The models and tokenizers of {@code model-folders/reference.py}, written as that program writes them, and what transformers made of them. */
public final class FolderReferences {
    public static final JsonNode ALL = json();
    private static final ObjectMapper JSON = new ObjectMapper();

    private FolderReferences() {}

    private static JsonNode json() {
        try {
            return new ObjectMapper().readTree(FolderReferences.class.getResource("/model-folders/references.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ModelConfig config(JsonNode model) {
        return new ModelConfig(40, 16, 32, 2, 2, 128, 1e-5, 39, Activation.named(model.path("activation").asText()).orElseThrow(),
                model.path("tied").asBoolean());
    }

    public static Weights weights(ModelConfig config) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Weights.shapes(config).forEach((name, shape) -> {
            boolean gain = name.contains(".ln_") && name.endsWith("weight");
            float[] values = pattern(name, (int) Tensor.elements(shape));
            for (int i = 0; i < values.length; i++) {
                values[i] = gain ? values[i] * 0.25f + 1 : values[i] * 0.5f;
            }
            tensors.put(name, Tensor.of(shape, values));
        });
        return new Weights(config, tensors);
    }

    /** Numbers that follow from a name alone. */
    public static float[] pattern(String name, int size) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        int seed = (int) crc.getValue();
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            int v = (i + 1) * (int) 2654435761L + seed;
            v = (v ^ v >>> 15) * (int) 2246822519L;
            values[i] = (((v ^ v >>> 13) >>> 16) - 32768) / 32768f;
        }
        return values;
    }

    /** Writes a model's folder with its weights as the case has them stored, and a tokenizer of letters. */
    public static Path write(Path folder, JsonNode model) throws IOException {
        ModelConfig config = config(model);
        config.write(folder);
        ObjectNode written = (ObjectNode) ModelConfig.readJson(folder.resolve("config.json"));
        JSON.writeValue(folder.resolve("config.json").toFile(), written.put("activation_function", model.path("activation").asText()));
        Map<String, Tensor> tensors = new TreeMap<>(weights(config).tensors());
        switch (model.path("stored").asText()) {
            case "head" -> tensors.put(Weights.HEAD, tensors.remove(Weights.EMBEDDING));
            case "both" -> tensors.put(Weights.HEAD, tensors.get(Weights.EMBEDDING));
            case "bare" -> {
                Map<String, Tensor> bare = new TreeMap<>();
                tensors.forEach((name, tensor) -> bare.put(name.replaceFirst("^transformer\\.", ""), tensor));
                tensors = bare;
            }
            default -> {
            }
        }
        if (model.path("stored").asText().equals("shards")) {
            writeShards(folder, tensors);
        } else {
            Safetensors.write(folder.resolve("model.safetensors"), tensors, Precision.F32);
        }
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int id = 0; id < 36; id++) {
            vocabulary.put(Character.toString(id < 26 ? 'a' + id : '0' + id - 26), id);
        }
        vocabulary.put("<|endoftext|>", 39);
        JSON.writeValue(folder.resolve("vocab.json").toFile(), vocabulary);
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
        return folder;
    }

    private static void writeShards(Path folder, Map<String, Tensor> tensors) throws IOException {
        ObjectNode index = JSON.createObjectNode();
        List<String> names = new ArrayList<>(tensors.keySet());
        for (int part = 0; part < 3; part++) {
            String file = "model-0000" + (part + 1) + "-of-00003.safetensors";
            Map<String, Tensor> shard = new LinkedHashMap<>();
            for (int i = part; i < names.size(); i += 3) {
                shard.put(names.get(i), tensors.get(names.get(i)));
                index.withObject("weight_map").put(names.get(i), file);
            }
            Safetensors.write(folder.resolve(file), shard, Precision.F32);
        }
        JSON.writeValue(folder.resolve("model.safetensors.index.json").toFile(), index);
    }

    /** Writes the tokenizer of the tiny model with the changes of a case. */
    public static Path writeTokenizer(Path folder, JsonNode changes) throws IOException {
        for (String file : List.of("vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
            Files.copy(Reference.MODEL.resolve(file), folder.resolve(file));
        }
        for (JsonNode removed : changes.path("remove")) {
            Files.delete(folder.resolve(removed.asText()));
        }
        for (Map.Entry<String, JsonNode> file : changes.path("write").properties()) {
            JSON.writeValue(folder.resolve(file.getKey()).toFile(), file.getValue());
        }
        if (changes.has("patch")) {
            ObjectNode whole = (ObjectNode) ModelConfig.readJson(folder.resolve("tokenizer.json"));
            whole.setAll((ObjectNode) changes.path("patch"));
            JSON.writeValue(folder.resolve("tokenizer.json").toFile(), whole);
        }
        return folder;
    }
}
