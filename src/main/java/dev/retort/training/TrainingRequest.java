package dev.retort.training;

import java.io.IOException;
import java.nio.file.Path;

import dev.retort.model.Device;

/**
 * A fine-tuning run.
 *
 * @param startFolder the model to start from, a Hugging Face folder
 * @param outputFolder where the trained model goes; it must not exist or be empty
 * @param checkpointFolder where the run leaves what it needs to continue after a kill; its own, made if missing
 * @param threads of one operation on a CPU
 */
public record TrainingRequest(Path startFolder, Path outputFolder, Path checkpointFolder, TrainingData data,
        Hyperparameters hyperparameters, Device device, int threads) {
    /** SHA-256 of all that decides the run's result, in hexadecimal: the start model's files, the hyperparameters, and every example in its place. */
    public String digest() throws IOException {
        return RunDigests.request(this);
    }
}
