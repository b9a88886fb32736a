package dev.retort.training;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;

/**
 * A LoRA adapter in memory, by peft's names ({@code base_model.model.transformer.h.0.attn.c_attn.lora_A.weight}) and in its layouts: A is [rank, in],
 * B is [out, rank]. Its files are peft's: {@code adapter_config.json} and {@code adapter_model.safetensors}.
 */
public final class Adapter {
    private static final String FILE = "adapter_model.safetensors";
    private final Lora lora;
    private final Map<String, Tensor> tensors;

    /** @throws IllegalArgumentException if a tensor is missing, too much, or of another shape than the model's matrices ask for */
    public Adapter(ModelConfig config, Lora lora, Map<String, Tensor> tensors) {
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        shapes(config, lora).forEach((name, shape) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null || !tensor.shape().equals(shape)) {
                throw new IllegalArgumentException(
                        name + (tensor == null ? " is missing" : " has shape " + tensor.shape()) + ", expected " + shape);
            }
            ordered.put(name, tensor);
        });
        for (String name : tensors.keySet()) {
            if (!ordered.containsKey(name)) {
                throw new IllegalArgumentException(name + " is not part of the adapter that its configuration describes");
            }
        }
        this.lora = lora;
        this.tensors = Collections.unmodifiableMap(ordered);
    }

    public Lora lora() {
        return lora;
    }

    /** Name to tensor: A and B of each matrix, layer by layer. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Every tensor's name and shape. */
    static Map<String, List<Integer>> shapes(ModelConfig config, Lora lora) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (String matrix : Lora.MATRICES) {
                if (lora.adapts(matrix)) {
                    List<Integer> shape = Lora.shape(config, matrix);
                    String name = "base_model.model.transformer.h." + layer + "." + matrix;
                    shapes.put(name + ".lora_A.weight", List.of(lora.rank(), shape.get(0)));
                    shapes.put(name + ".lora_B.weight", List.of(shape.get(1), lora.rank()));
                }
            }
        }
        return shapes;
    }

    /** One that changes nothing yet, as peft starts it: B is zero, A uniform within 1 / sqrt(in). The same seed gives the same one. */
    public static Adapter fresh(ModelConfig config, Lora lora, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes(config, lora).forEach((name, shape) -> {
            Tensor tensor = Tensor.of(shape);
            if (name.endsWith("lora_A.weight")) {
                double bound = 1 / Math.sqrt(shape.get(1));
                FloatBuffer floats = tensor.floats();
                while (floats.hasRemaining()) {
                    floats.put((float) random.nextDouble(-bound, bound));
                }
            }
            tensors.put(name, tensor);
        });
        return new Adapter(config, lora, tensors);
    }

    /**
     * Reads peft's folder.
     *
     * @throws TrainingRefusedException if the adapter is of a kind that is not supported, or doesn't fit the model
     */
    public static Adapter read(Path folder, ModelConfig config) throws IOException {
        Lora lora = AdapterConfig.read(folder);
        try {
            return new Adapter(config, lora, Safetensors.readAll(folder.resolve(FILE)));
        } catch (IllegalArgumentException e) {
            throw new TrainingRefusedException(FILE + ": " + e.getMessage());
        }
    }

    /** Writes what peft's {@code save_pretrained} does. */
    public void write(Path folder, String base) throws IOException {
        AdapterConfig.write(folder, lora, base);
        Safetensors.write(folder.resolve(FILE), tensors, Precision.F32);
    }

    /** A model's weights with the adapter's product added: W + alpha / rank (B A)^T. */
    public Weights merge(ModelConfig config, Weights base) {
        Map<String, Tensor> merged = new LinkedHashMap<>(base.tensors());
        for (String nameOfA : tensors.keySet()) {
            if (nameOfA.endsWith(".lora_A.weight")) {
                String matrix = nameOfA.substring("base_model.model.".length(), nameOfA.length() - ".lora_A.weight".length());
                Tensor b = tensor(nameOfA.replace("lora_A", "lora_B"));
                merged.put(matrix + ".weight", merged(base.get(matrix + ".weight"), tensor(nameOfA).toArray(), b.toArray()));
            }
        }
        return new Weights(config, merged);
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return tensor;
    }

    private Tensor merged(Tensor weight, float[] a, float[] b) {
        int in = weight.shape().get(0);
        int out = weight.shape().get(1);
        int rank = lora.rank();
        Tensor sum = Tensor.of(weight.shape());
        float[] row = new float[out];
        FloatBuffer from = weight.floats();
        FloatBuffer to = sum.floats();
        for (int i = 0; i < in; i++) {
            from.get(row);
            for (int o = 0; o < out; o++) {
                double product = 0;
                for (int r = 0; r < rank; r++) {
                    product += (double) a[r * in + i] * b[o * rank + r];
                }
                row[o] += (float) (lora.scale() * product);
            }
            to.put(row);
        }
        return sum;
    }
}
