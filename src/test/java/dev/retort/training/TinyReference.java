package dev.retort.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.model.Labelled;
import dev.retort.model.ModelConfig;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;

/** Rows, weights and figures that transformers, trl and peft gave for the tiny model. */
final class TinyReference {
    static final Path FOLDER = Path.of("src/test/resources/tiny-gpt2");
    static final ModelConfig CONFIG;

    static {
        try {
            CONFIG = ModelConfig.read(FOLDER.resolve("model"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TinyReference() {}

    static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(FOLDER.resolve(name).toFile());
    }

    static Weights weights() throws IOException {
        return Weights.read(FOLDER.resolve("model"), CONFIG);
    }

    /** Rows of a file, so many to a group, without their padding; labelled where the labels are not -100. */
    static List<List<Labelled>> rows(Safetensors file, String prefix, int rows) throws IOException {
        List<Integer> shape = file.shape(prefix + "input_ids");
        int length = shape.get(shape.size() - 1);
        long[] ids = file.readLongs(prefix + "input_ids");
        long[] mask = file.readLongs(prefix + "attention_mask");
        long[] labels = file.readLongs(prefix + "labels");
        List<List<Labelled>> groups = new ArrayList<>();
        for (int start = 0; start < ids.length; start += rows * length) {
            List<Labelled> group = new ArrayList<>();
            for (int row = start; row < start + rows * length; row += length) {
                int end = row + (int) Arrays.stream(mask, row, row + length).sum();
                boolean[] learned = new boolean[end - row];
                for (int t = row; t < end; t++) {
                    learned[t - row] = labels[t] != -100;
                }
                group.add(new Labelled(Arrays.stream(ids, row, end).mapToInt(Math::toIntExact).toArray(), learned));
            }
            groups.add(group);
        }
        return groups;
    }

    static Map<String, Tensor> tensors(Safetensors file, String prefix) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), file.read(name));
            }
        }
        assertThat(tensors).isNotEmpty();
        return tensors;
    }

    /** Sorted differences, the greatest first. */
    static double[] differences(Tensor actual, Tensor reference) {
        assertThat(actual.shape()).isEqualTo(reference.shape());
        float[] a = actual.toArray();
        float[] b = reference.toArray();
        double[] all = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            all[i] = -Math.abs(a[i] - b[i]);
        }
        Arrays.sort(all);
        return Arrays.stream(all).map(Math::abs).toArray();
    }

    /**
     * Weights without the key third of an attention bias: that has no gradient but rounding noise, which AdamW scales up to whole steps.
     */
    static Tensor comparable(String name, Tensor tensor) {
        if (!name.endsWith("attn.c_attn.bias")) {
            return tensor;
        }
        float[] values = tensor.toArray();
        Arrays.fill(values, CONFIG.width(), 2 * CONFIG.width(), 0);
        return Tensor.of(tensor.shape(), values);
    }
}
