package dev.retort.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.NativeHeap;
import dev.retort.model.Tensor;
import dev.retort.model.Torch;
import dev.retort.model.Weights;

/**
 * The weights of a GPT-2 in training, or an adapter beside them, with their optimizer. Used by one thread at a time; {@link #close} frees everything.
 *
 * <p>A step's parts are computed beside each other, in {@link #lanes} of one thread each, where that pays; else in one call. Gradients are summed in PyTorch
 * and never come to Java.
 */
public final class Trainer implements AutoCloseable {
    private final ModelConfig config;
    private final NativeHeap heap = NativeHeap.keep();
    private final TrainingProgram program;
    private long steps;

    private Trainer(ModelConfig config, Weights weights, Optional<Adapter> adapter, TrainerSetup setup) {
        this.config = config;
        this.program = new TrainingProgram(config, adapter.map(Adapter::lora), setup);
        try {
            program.begin(weights);
            adapter.ifPresent(program::adapt);
            program.learn(0);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts from the given weights, all of which learn, with an optimizer that has seen nothing yet. The weights are copied. */
    public static Trainer start(ModelConfig config, Weights weights, TrainerSetup setup) {
        return new Trainer(config, weights, Optional.empty(), setup);
    }

    /** Starts from an adapter, which learns, beside weights that don't. */
    public static Trainer start(ModelConfig config, Weights weights, Adapter adapter, TrainerSetup setup) {
        return new Trainer(config, weights, Optional.of(adapter), setup);
    }

    /** {@link #start} for cross entropy in float32. */
    public static Trainer start(ModelConfig config, Weights weights, AdamW optimizer, Device device) {
        return start(config, weights, TrainerSetup.of(optimizer, device));
    }

    /** Continues where {@link #read} showed a state, to the same numbers. */
    void restore(OptimizerState state) {
        program.restore(state);
        steps = state.steps();
    }

    /**
     * One optimizer step on all parts together. The cross entropy is the sum over all labels divided by the number of all labels (by the sum of their
     * weights), the losses of pairs and flags are divided by the number of all examples, so that the split into parts doesn't matter.
     *
     * @throws NonFiniteLossException if loss or gradient is not finite; nothing has changed then
     */
    public StepResult step(List<Batch> parts, double learningRate) {
        return step(parts, List.of(), learningRate);
    }

    /**
     * @param mismatched prompts with replies that belong to others, by which KTO estimates how far the model is from its start
     * @see #step(List, double)
     */
    public StepResult step(List<Batch> parts, List<Batch> mismatched, double learningRate) {
        Torch.useThreads();
        Share share = Share.of(parts);
        double[] out = program.step(parts, mismatched, share, learningRate, steps);
        StepResult result = new StepResult(out[1], out[0], share.preferences(out, 1));
        if (!Double.isFinite(result.loss()) || !Double.isFinite(result.gradNorm())) {
            throw new NonFiniteLossException(steps, result);
        }
        steps++;
        return result;
    }

    /** The loss of a step on all batches together, without learning from them. */
    public double evaluate(List<Batch> batches) {
        return evaluate(batches, List.of()).loss();
    }

    /** Figures that a step would see, without the step. The norm of the gradient is 0. */
    StepResult evaluate(List<Batch> batches, List<Batch> mismatched) {
        Torch.useThreads();
        Share share = Share.of(batches);
        double[] out = program.evaluate(batches, mismatched, share);
        return new StepResult(out[0], 0, share.preferences(out, 0));
    }

    /** The log-probability of each reply of each batch, in their order. */
    List<float[]> logProbabilities(List<Batch> batches) {
        Torch.useThreads();
        List<float[]> all = new ArrayList<>();
        for (Batch batch : batches) {
            all.add(program.logProbabilities(batch));
        }
        return all;
    }

    /** Logits [labelled positions, vocabulary] of a batch. */
    float[] logits(Batch batch) {
        Torch.useThreads();
        return program.logits(batch);
    }

    /** A copy of the model's weights as they are now, an adapter's product added to them. */
    public Weights weights() {
        return new Weights(config, program.weights());
    }

    /** A copy of what learns as it is now: all weights, or the adapter. */
    Map<String, Tensor> learned() {
        return program.learned();
    }

    /** Number of threads that each compute some of a step's parts. A step with fewer parts than that leaves threads idle. */
    int lanes() {
        return program.lanes();
    }

    /** Number of steps taken, those before a resumption included. */
    public long steps() {
        return steps;
    }

    /** Is shown the state while it lasts. */
    interface StateReader {
        void accept(OptimizerState state) throws IOException;
    }

    /** Shows what learns and its optimizer to a reader, on a CPU without a copy: they are valid during the call only. */
    void read(StateReader reader) throws IOException {
        program.read(steps, reader);
    }

    /** Gradients of a step before clipping, by the names of what learns. */
    Map<String, Tensor> gradients(List<Batch> parts, List<Batch> mismatched) {
        Torch.useThreads();
        return program.gradients(parts, mismatched, Share.of(parts), steps);
    }

    @Override
    public void close() {
        program.close();
        heap.close();
    }
}
