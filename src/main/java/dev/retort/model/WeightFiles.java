package dev.retort.model;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/** The files that hold a folder's weights, open: {@code model.safetensors}, or the shards that {@code model.safetensors.index.json} names. */
final class WeightFiles implements Closeable {
    static final String ONE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private final String name;
    private final List<Safetensors> files;
    private final Map<String, StoredTensor> tensors;

    private WeightFiles(String name, List<Safetensors> files) throws IOException {
        this.name = name;
        this.files = files;
        Map<String, StoredTensor> found = new LinkedHashMap<>();
        for (Safetensors file : files) {
            for (String tensor : file.names()) {
                StoredTensor before = found.put(tensor, new StoredTensor(file, tensor));
                if (before != null) {
                    throw before.problem("is in " + file.file() + ", too");
                }
            }
        }
        this.tensors = Collections.unmodifiableMap(found);
    }

    /** @throws ModelFolderException naming the file that is missing, or that cannot be read, and what to do */
    static WeightFiles open(Path folder) throws IOException {
        if (Files.exists(folder.resolve(ONE))) {
            return of(ONE, folder, Map.of(ONE, List.of()));
        }
        if (Files.exists(folder.resolve(INDEX))) {
            return of(INDEX, folder, shards(folder));
        }
        throw OtherWeights.refusal(folder);
    }

    /** @param expected file to the tensors that must be in it */
    private static WeightFiles of(String name, Path folder, Map<String, List<String>> expected) throws IOException {
        List<Safetensors> files = new ArrayList<>();
        try {
            for (Map.Entry<String, List<String>> shard : expected.entrySet()) {
                Safetensors file = Safetensors.open(folder.resolve(shard.getKey()));
                files.add(file);
                for (String tensor : shard.getValue()) {
                    if (!file.names().contains(tensor)) {
                        throw new ModelFolderException(shard.getKey(), tensor + " is missing, which " + INDEX + " says is here");
                    }
                }
            }
            return new WeightFiles(name, List.copyOf(files));
        } catch (IOException | RuntimeException e) {
            close(files);
            throw e;
        }
    }

    private static Map<String, List<String>> shards(Path folder) throws IOException {
        Map<String, List<String>> shards = new TreeMap<>();
        for (Map.Entry<String, JsonNode> tensor : ModelConfig.readJson(folder.resolve(INDEX)).path("weight_map").properties()) {
            String file = tensor.getValue().asText();
            if (!file.matches("[\\w.-]+\\.safetensors")) {
                throw new ModelFolderException(INDEX,
                        tensor.getKey() + " is said to be in " + tensor.getValue() + ", expected a .safetensors file of this folder");
            }
            shards.computeIfAbsent(file, none -> new ArrayList<>()).add(tensor.getKey());
        }
        if (shards.isEmpty()) {
            throw new ModelFolderException(INDEX, "has no weight_map");
        }
        return shards;
    }

    /** The file to name in errors about all weights. */
    String name() {
        return name;
    }

    /** The names of the files with the weights themselves. */
    List<String> names() {
        return files.stream().map(Safetensors::file).toList();
    }

    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    @Override
    public void close() throws IOException {
        close(files);
    }

    private static void close(List<Safetensors> files) throws IOException {
        for (Safetensors file : files) {
            file.close();
        }
    }
}
