package dev.retort.model;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * All weights of a GPT-2 in memory as float32, by Hugging Face's names ({@code transformer.h.0.attn.c_attn.weight}) and in its layouts: a
 * matrix of a linear layer is [in, out]. The projection to the vocabulary is {@code transformer.wte.weight} itself, or {@code lm_head.weight} where
 * the configuration does not tie them.
 */
public final class Weights {
    static final String PREFIX = "transformer.";
    static final String EMBEDDING = PREFIX + "wte.weight";
    static final String HEAD = "lm_head.weight";

    private final Map<String, Tensor> tensors;

    /** @throws IllegalArgumentException if the names or shapes are not those of {@link #shapes} */
    public Weights(ModelConfig config, Map<String, Tensor> tensors) {
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        shapes(config).forEach((name, shape) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null || !tensor.shape().equals(shape)) {
                throw new IllegalArgumentException(
                        name + (tensor == null ? " is missing" : " has shape " + tensor.shape()) + ", expected " + shape);
            }
            ordered.put(name, tensor);
        });
        this.tensors = Collections.unmodifiableMap(ordered);
    }

    /** Name to tensor, in the order of {@link #shapes}. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no weight is called " + name);
        }
        return tensor;
    }

    /** Every weight's name and shape: {@code wte}, {@code wpe}, twelve for each layer, {@code ln_f}, and {@code lm_head} where it is its own. */
    public static Map<String, List<Integer>> shapes(ModelConfig config) {
        int width = config.width();
        int inner = config.innerWidth();
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        shapes.put(EMBEDDING, List.of(config.vocabularySize(), width));
        shapes.put(PREFIX + "wpe.weight", List.of(config.contextLength(), width));
        for (int i = 0; i < config.layers(); i++) {
            String layer = PREFIX + "h." + i + ".";
            shapes.put(layer + "ln_1.weight", List.of(width));
            shapes.put(layer + "ln_1.bias", List.of(width));
            shapes.put(layer + "attn.c_attn.weight", List.of(width, 3 * width));
            shapes.put(layer + "attn.c_attn.bias", List.of(3 * width));
            shapes.put(layer + "attn.c_proj.weight", List.of(width, width));
            shapes.put(layer + "attn.c_proj.bias", List.of(width));
            shapes.put(layer + "ln_2.weight", List.of(width));
            shapes.put(layer + "ln_2.bias", List.of(width));
            shapes.put(layer + "mlp.c_fc.weight", List.of(width, inner));
            shapes.put(layer + "mlp.c_fc.bias", List.of(inner));
            shapes.put(layer + "mlp.c_proj.weight", List.of(inner, width));
            shapes.put(layer + "mlp.c_proj.bias", List.of(width));
        }
        shapes.put(PREFIX + "ln_f.weight", List.of(width));
        shapes.put(PREFIX + "ln_f.bias", List.of(width));
        if (!config.tied()) {
            shapes.put(HEAD, List.of(config.vocabularySize(), width));
        }
        return shapes;
    }

    /** @throws ModelFolderException naming the tensor that is missing, too much, or of another shape or type than the configuration asks for */
    public static Weights read(Path folder, ModelConfig config) throws IOException {
        try (StoredWeights stored = StoredWeights.open(folder, config)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, StoredTensor> tensor : stored.tensors().entrySet()) {
                tensors.put(tensor.getKey(), tensor.getValue().read());
            }
            return new Weights(config, tensors);
        }
    }

    /** Names of the files of a folder in which its weights are. @throws ModelFolderException if there are none that can be read */
    public static List<String> files(Path folder) throws IOException {
        try (WeightFiles files = WeightFiles.open(folder)) {
            return files.names();
        }
    }

    /**
     * Weights on the straight line from these to others (Wortsman et al. 2022, Robust fine-tuning of zero-shot models).
     *
     * @param share of the way, 0 for these, 1 for the others
     */
    public Weights towards(Weights others, ModelConfig config, double share) {
        Map<String, Tensor> between = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            FloatBuffer from = tensor.floats();
            FloatBuffer to = others.get(name).floats();
            Tensor mixed = Tensor.of(tensor.shape());
            FloatBuffer floats = mixed.floats();
            while (floats.hasRemaining()) {
                float start = from.get();
                floats.put((float) (start + share * (to.get() - start)));
            }
            between.put(name, mixed);
        });
        return new Weights(config, between);
    }

    /** Writes {@code model.safetensors} as {@code save_pretrained} does. */
    public void write(Path folder, Precision precision) throws IOException {
        Safetensors.write(folder.resolve(WeightFiles.ONE), tensors, precision);
    }

    /**
     * Writes the weights of one folder into another as {@link #write} does, in float32, but a chunk at a time: it takes little memory however large
     * they are.
     *
     * @throws ModelFolderException as {@link #read}
     */
    public static void copy(Path from, ModelConfig config, Path to) throws IOException {
        try (StoredWeights stored = StoredWeights.open(from, config)) {
            Safetensors.copy(to.resolve(WeightFiles.ONE), stored.tensors());
        }
    }

    /**
     * Weights to start training from, as GPT-2 drew them: normal with deviation 0.02, projections into the residual stream 0.02 / sqrt(2 layers)
     * (Radford et al. 2019, section 2.3), biases 0, gains 1. The same seed gives the same weights.
     */
    public static Weights random(ModelConfig config, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes(config).forEach((name, shape) -> {
            Tensor tensor = Tensor.of(shape);
            if (shape.size() == 2) {
                double deviation = name.endsWith("c_proj.weight") ? 0.02 / Math.sqrt(2.0 * config.layers()) : 0.02;
                FloatBuffer floats = tensor.floats();
                while (floats.hasRemaining()) {
                    floats.put((float) (deviation * random.nextGaussian()));
                }
            } else if (name.endsWith("weight")) {
                FloatBuffer floats = tensor.floats();
                while (floats.hasRemaining()) {
                    floats.put(1);
                }
            }
            tensors.put(name, tensor);
        });
        return new Weights(config, tensors);
    }
}
