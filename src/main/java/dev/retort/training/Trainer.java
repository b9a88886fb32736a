package dev.retort.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.retort.model.Device;
import dev.retort.model.ModelConfig;
import dev.retort.model.ScriptProgram;
import dev.retort.model.Tensor;
import dev.retort.model.Torch;
import dev.retort.model.Weights;

/**
 * The weights of a GPT-2 in training, with their optimizer. Used by one thread at a time; {@link #close} frees everything.
 *
 * <p>A step is one call into PyTorch, however many parts it has: gradients of the parts are summed there and never come to Java.
 */
public final class Trainer implements AutoCloseable {
    private final ModelConfig config;
    private final AdamW optimizer;
    private final NativeHeap heap = NativeHeap.keep();
    private final ScriptProgram program;
    private long steps;

    private Trainer(ModelConfig config, AdamW optimizer, Device device) {
        this.config = config;
        this.optimizer = optimizer;
        this.program = ScriptProgram.load(Trainer.class, "gpt2_training.py", device);
    }

    /** Starts from the given weights, with an optimizer that has seen nothing yet. The weights are copied. */
    public static Trainer start(ModelConfig config, Weights weights, AdamW optimizer, Device device) {
        Trainer trainer = new Trainer(config, optimizer, device);
        trainer.load("fresh", weights, List.of(), 0);
        return trainer;
    }

    /** Continues where {@link #read} showed a state, to the same numbers. */
    static Trainer resume(ModelConfig config, OptimizerState state, AdamW optimizer, Device device) {
        Trainer trainer = new Trainer(config, optimizer, device);
        trainer.load("begin", state.weights(), List.of(state.first(), state.second()), state.steps());
        return trainer;
    }

    /**
     * One optimizer step on all parts together: their loss is the sum over all labels divided by the number of all labels (by the sum of their
     * weights), so that the split into parts doesn't matter.
     *
     * @throws NonFiniteLossException if loss or gradient is not finite; nothing has changed then
     */
    public StepResult step(List<Batch> parts, double learningRate) {
        Torch.useThreads();
        if (optimizer.dropout() > 0) {
            JniUtils.setSeed(31 * steps + 7); // of the step, not of what was drawn before: a resumed run draws the same
        }
        try (NDManager arrays = program.newManager()) {
            float[] result = call("step", arguments(arrays, parts, items(parts), learningRate)).singletonOrThrow().toFloatArray();
            StepResult step = new StepResult(result[0], result[1]);
            if (!Double.isFinite(step.loss()) || !Double.isFinite(step.gradNorm())) {
                throw new NonFiniteLossException(steps, step);
            }
            steps++;
            return step;
        }
    }

    /** The weighted mean of -log p over all labels of the batches, without learning from them. */
    public double evaluate(List<Batch> batches) {
        Torch.useThreads();
        double sum = 0;
        for (Batch batch : batches) {
            try (NDManager arrays = program.newManager()) {
                sum += call("evaluate", arguments(arrays, List.of(batch), 1, 0)).singletonOrThrow().toDoubleArray()[0];
            }
        }
        return sum / items(batches);
    }

    /** A copy of the weights as they are now. */
    public Weights weights() {
        try (NDManager arrays = program.newManager()) {
            return copied(call("weights", new NDList(arrays.create(0))));
        }
    }

    /** How many steps have been taken, those before a resumption included. */
    public long steps() {
        return steps;
    }

    /** Is shown the state while it lasts. */
    interface StateReader {
        void accept(OptimizerState state) throws IOException;
    }

    /** Shows weights and optimizer to a reader, on a CPU without a copy: they are valid during the call only. */
    void read(StateReader reader) throws IOException {
        try (NDManager arrays = program.newManager()) {
            NDList weights = call("weights", new NDList(arrays.create(0)));
            NDList moments = call("moments", new NDList(arrays.create(0)));
            reader.accept(new OptimizerState(shown(weights), shown(moments.subNDList(0, weights.size())),
                    shown(moments.subNDList(weights.size())), steps));
        }
    }

    /** Gradients of a step before clipping, by the names of the weights. */
    Weights gradients(List<Batch> parts) {
        Torch.useThreads();
        try (NDManager arrays = program.newManager()) {
            NDList gradients = call("gradients", arguments(arrays, parts, items(parts), 0));
            return copied(gradients.subNDList(0, gradients.size() - 1));
        }
    }

    private void load(String method, Weights weights, List<Weights> moments, long taken) {
        try (NDManager arrays = program.newManager()) {
            NDList arguments = new NDList();
            add(arguments, "w[]", arrays, weights);
            for (int i = 0; i < moments.size(); i++) {
                add(arguments, i == 0 ? "m[]" : "v[]", arrays, moments.get(i));
            }
            arguments.add(arrays.create((float) taken));
            call(method, arguments);
            steps = taken;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private NDList call(String method, NDList arguments) {
        ExitGuard.enter();
        try {
            return program.train(method, arguments);
        } finally {
            ExitGuard.leave();
        }
    }

    private static void add(NDList arguments, String name, NDManager arrays, Weights weights) {
        for (Tensor tensor : weights.tensors().values()) {
            Shape shape = new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
            arguments.add(named(name, arrays.create(tensor.bytes().duplicate().order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32)));
        }
    }

    private NDList arguments(NDManager arrays, List<Batch> parts, double items, double learningRate) {
        NDList arguments = new NDList();
        for (Batch part : parts) {
            check(part);
            arguments.add(named("ids[]", arrays.create(part.ids(), new Shape(part.rows(), part.length()))));
        }
        parts.forEach(part -> arguments.add(named("at[]", arrays.create(part.at()))));
        parts.forEach(part -> arguments.add(named("labels[]", arrays.create(part.labels()))));
        for (Batch part : parts) {
            float[] shares = new float[part.weights().length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = (float) (part.weights()[i] / items);
            }
            arguments.add(named("weights[]", arrays.create(shares)));
        }
        arguments.add(arrays.create(new double[]{config.heads(), config.layerNormEpsilon(), optimizer.dropout(), learningRate,
                optimizer.maxGradNorm(), optimizer.beta1(), optimizer.beta2(), optimizer.epsilon(), optimizer.weightDecay()}));
        return arguments;
    }

    /** A token outside the vocabulary would read foreign memory on a GPU; a row without labels has no loss. */
    private void check(Batch part) {
        if (part.length() > config.contextLength()) {
            throw new IllegalArgumentException("a row has " + part.length() + " tokens, expected at most " + config.contextLength());
        }
        if (part.labels().length == 0) {
            throw new IllegalArgumentException("no token of the batch is labelled");
        }
        for (long id : part.ids()) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw new IllegalArgumentException("token " + id + ", expected 0 to " + (config.vocabularySize() - 1));
            }
        }
    }

    private static double items(List<Batch> parts) {
        double items = parts.stream().mapToDouble(Batch::items).sum();
        if (!(items > 0)) {
            throw new IllegalArgumentException("no token is labelled");
        }
        return items;
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    /** Arrays in the order of the weights, as their own memory where it can be read from here. */
    private Weights shown(NDList arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, List<Integer>> shape : Weights.shapes(config).entrySet()) {
            ByteBuffer bytes = arrays.get(i++).toByteBuffer(true).order(ByteOrder.nativeOrder());
            tensors.put(shape.getKey(), bytes.isDirect() ? new Tensor(shape.getValue(), bytes) : copied(shape.getValue(), bytes));
        }
        return new Weights(config, tensors);
    }

    private Weights copied(NDList arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shown(arrays).tensors().forEach((name, tensor) -> tensors.put(name, copied(tensor.shape(), tensor.bytes())));
        return new Weights(config, tensors);
    }

    private static Tensor copied(List<Integer> shape, ByteBuffer bytes) {
        Tensor tensor = Tensor.of(shape);
        tensor.floats().put(bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer());
        return tensor;
    }

    @Override
    public void close() {
        program.close();
        heap.close();
    }
}
