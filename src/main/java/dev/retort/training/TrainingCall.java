package dev.retort.training;

import java.util.List;

import ai.djl.ndarray.NDArray;
import dev.retort.model.ScriptCall;

/** The methods of {@code gpt2_training.py} that are called from here, each with its arguments. The program says what they mean. */
sealed interface TrainingCall extends ScriptCall {
    record Begin(List<NDArray> w, SetupNumbers numbers) implements TrainingCall {}

    record Adapt(List<NDArray> a, List<NDArray> b, NDArray slot, NDArray scale) implements TrainingCall {}

    record Learn(NDArray steps) implements TrainingCall {}

    record Restore(List<NDArray> p, List<NDArray> m, List<NDArray> v, NDArray steps) implements TrainingCall {}

    record Step(List<PartArrays> parts, StepNumbers numbers) implements TrainingCall {}

    record Update(List<NDArray> found, StepNumbers numbers) implements TrainingCall {}

    record Evaluate(List<PartArrays> parts, StepNumbers numbers) implements TrainingCall {}

    record Gradients(List<PartArrays> parts, StepNumbers numbers) implements TrainingCall {}

    record Logps(List<PartArrays> parts, NDArray unused) implements TrainingCall {}

    record Scores(List<PartArrays> parts, NDArray unused) implements TrainingCall {}

    record Weights(NDArray unused) implements TrainingCall {}

    record Learned(NDArray unused) implements TrainingCall {}

    record Moments(NDArray unused) implements TrainingCall {}
}
