package dev.retort.bench;

import java.io.IOException;
import java.nio.file.Path;

import dev.retort.model.ModelConfig;
import dev.retort.model.RandomModel;

/** Sizes of models that need no weights worth anything to be measured. */
public enum ModelShape {
    STARTER(new ModelConfig(4096, 512, 256, 4, 8, 1024, 1e-5, 4095)), GPT2(new ModelConfig(50257, 1024, 768, 12, 12, 3072, 1e-5, 50256));

    private final ModelConfig config;

    ModelShape(ModelConfig config) {
        this.config = config;
    }

    /** Writes a model folder of this shape. */
    public Path write(Path folder) throws IOException {
        RandomModel.write(folder, config, 1);
        return folder;
    }
}
