package dev.retort.model;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.digest.Sha256;

/**
 * A model's weights as its files have them. Hugging Face's files come with and without {@code transformer.}, with the causal mask's buffers, with a
 * tied projection under either or both of its names, and with heads for other tasks, which are left alone.
 */
final class StoredWeights implements Closeable {
    private final WeightFiles files;
    private final Map<String, StoredTensor> tensors;

    private StoredWeights(WeightFiles files, Map<String, StoredTensor> tensors) {
        this.files = files;
        this.tensors = tensors;
    }

    /** @throws ModelFolderException naming the tensor that is missing, too much, or of another shape or type than the configuration asks for */
    static StoredWeights open(Path folder, ModelConfig config) throws IOException {
        WeightFiles files = WeightFiles.open(folder);
        try {
            return new StoredWeights(files, named(files, config));
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** By full names, in the order of {@link Weights#shapes}. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** @throws ModelFolderException naming a tensor with a number that is infinite or none */
    void checkNumbers() throws IOException {
        ByteBuffer buffer = Safetensors.buffer();
        for (StoredTensor tensor : tensors.values()) {
            tensor.stream(buffer, (at, chunk) -> {
                FloatBuffer floats = chunk.order(ByteOrder.nativeOrder()).asFloatBuffer();
                for (int i = 0; i < floats.limit(); i++) {
                    if (!Float.isFinite(floats.get(i))) {
                        throw tensor.problem("holds " + floats.get(i) + " at " + (at + i) + ", expected finite numbers");
                    }
                }
            });
        }
    }

    private static Map<String, StoredTensor> named(WeightFiles files, ModelConfig config) throws IOException {
        Map<String, List<Integer>> shapes = Weights.shapes(config);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, List<Integer>> expected : shapes.entrySet()) {
            StoredTensor stored = find(files, expected.getKey()).or(() -> tied(files, config, expected.getKey()))
                    .orElseThrow(() -> missing(files, expected));
            if (!stored.shape().equals(expected.getValue())) {
                throw stored.problem("has shape " + stored.shape() + ", expected " + expected.getValue());
            }
            stored.file().bytesOfFloat(stored.name());
            tensors.put(expected.getKey(), stored);
        }
        for (StoredTensor stored : files.tensors().values()) {
            String name = stored.name().startsWith(Weights.PREFIX) ? stored.name() : Weights.PREFIX + stored.name();
            boolean mask = name.endsWith(".attn.bias") || name.endsWith(".attn.masked_bias");
            if (name.startsWith(Weights.PREFIX + "h.") && !mask && !shapes.containsKey(name)) {
                throw stored.problem("is not part of the model that config.json describes (" + config.layers() + " layers)");
            }
        }
        checkTie(files, config, tensors);
        return Collections.unmodifiableMap(tensors);
    }

    private static Optional<StoredTensor> find(WeightFiles files, String name) {
        String bare = name.startsWith(Weights.PREFIX) ? name.substring(Weights.PREFIX.length()) : name;
        return Optional.ofNullable(files.tensors().get(name)).or(() -> Optional.ofNullable(files.tensors().get(bare)));
    }

    /** One matrix with two names may be stored under either. */
    private static Optional<StoredTensor> tied(WeightFiles files, ModelConfig config, String name) {
        return config.tied() && name.equals(Weights.EMBEDDING) ? find(files, Weights.HEAD) : Optional.empty();
    }

    private static ModelFolderException missing(WeightFiles files, Map.Entry<String, List<Integer>> expected) {
        return new ModelFolderException(files.name(), expected.getKey() + " is missing, expected shape " + expected.getValue()
                + (expected.getKey().equals(Weights.HEAD) ? ", since tie_word_embeddings in config.json is false" : ""));
    }

    private static void checkTie(WeightFiles files, ModelConfig config, Map<String, StoredTensor> tensors) throws IOException {
        StoredTensor embedding = tensors.get(Weights.EMBEDDING);
        Optional<StoredTensor> head = find(files, Weights.HEAD);
        if (config.tied() && head.isPresent() && embedding != null && !head.get().equals(embedding)
                && !Arrays.equals(digest(head.get()), digest(embedding))) {
            throw head.get().problem("differs from " + embedding.name() + ", to which config.json ties it; say there"
                    + " \"tie_word_embeddings\": false if it is to be used, or remove it");
        }
    }

    private static byte[] digest(StoredTensor tensor) throws IOException {
        Sha256 sha = new Sha256().add(String.valueOf(tensor.shape()));
        tensor.stream(Safetensors.buffer(), (at, chunk) -> sha.add(chunk));
        return sha.bytes();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
