package dev.retort.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Weights in formats that are not read. */
final class OtherWeights {
    private static final String CONVERT = "; write it as safetensors with transformers, into a new folder: for A in (AutoModelForCausalLM, AutoTokenizer):"
            + " A.from_pretrained(\"%s\").save_pretrained(\"NEW\")";

    private OtherWeights() {}

    /** The reason why a folder without safetensors cannot be used, and the way out. */
    static ModelFolderException refusal(Path folder) throws IOException {
        for (String name : names(folder)) {
            String why = reason(name);
            if (!why.isEmpty()) {
                return new ModelFolderException(name, why + CONVERT.formatted(folder.toAbsolutePath()));
            }
            if (name.equals("adapter_model.safetensors")) {
                return new ModelFolderException(name, "is an adapter without its base model, and there is no " + WeightFiles.ONE
                        + "; merge them with peft: merge_and_unload().save_pretrained(\"NEW\")");
            }
        }
        return new ModelFolderException(WeightFiles.ONE, "is missing in " + folder.toAbsolutePath());
    }

    private static String reason(String name) {
        if (name.matches("pytorch_model.*\\.(bin|bin\\.index\\.json)|.*\\.(bin|pt|pth)")) {
            return "is a pickle, which can run any program when it is opened, and there is no " + WeightFiles.ONE;
        }
        return name.matches("tf_model\\.h5|flax_model\\.msgpack|.*\\.gguf|.*\\.ckpt.*|.*\\.onnx")
                ? "is of a format that is not read, and there is no " + WeightFiles.ONE
                : "";
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
