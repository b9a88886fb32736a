package dev.retort.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.Precision;
import dev.retort.model.Safetensors;
import dev.retort.model.Tensor;

/** What goes wrong with numbers. */
final class Broken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Broken() {}

    /** Sets a weight of a checkpoint to infinity; its digest is right. */
    static void infiniteCheckpoint(Path checkpoint) throws IOException {
        Path state = checkpoint.resolve("state.safetensors");
        infiniteWeight(state, "learned/transformer.h.0.mlp.c_fc.weight");
        Path about = checkpoint.resolve("checkpoint.json");
        ObjectNode json = (ObjectNode) JSON.readTree(about.toFile());
        JSON.writeValue(about.toFile(), json.put("stateSha256", RunDigests.file(state)));
    }

    static void infiniteWeight(Path safetensors, String weight) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(safetensors)) {
            for (String name : file.names()) {
                tensors.put(name, file.read(name));
            }
        }
        tensors.get(weight).floats().put(7, Float.POSITIVE_INFINITY);
        Files.delete(safetensors);
        Safetensors.write(safetensors, tensors, Precision.F32);
    }

    /** A request whose weights grow a hundred thousand times in each step, until they are not finite. */
    static TrainingRequest diverging(Path folder) {
        TrainingRequest full = TinyRun.full(folder);
        return TinyRun.request(folder, full.data(),
                full.hyperparameters().withLearningRate(1).withSchedule(Schedule.CONSTANT, 0).withRegularisation(1e5, 0));
    }
}
