package dev.retort.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retort.model.ModelConfig;
import dev.retort.model.ScriptProgram;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;

/** The calls into {@code gpt2_training.py}: its arrays from batches and weights, and back. */
final class TrainingProgram implements AutoCloseable {
    private final ModelConfig config;
    private final Optional<Lora> lora;
    private final TrainerSetup setup;
    private final ScriptProgram program;

    TrainingProgram(ModelConfig config, Optional<Lora> lora, TrainerSetup setup) {
        this.config = config;
        this.lora = lora;
        this.setup = setup;
        this.program = ScriptProgram.load(Trainer.class, "gpt2_training.py", setup.device());
    }

    /** Name and shape of what learns, in the program's order. */
    private Map<String, List<Integer>> learning() {
        return lora.map(adapter -> Adapter.shapes(config, adapter)).orElseGet(() -> Weights.shapes(config));
    }

    void begin(Weights weights) {
        try (NDManager arrays = program.newManager()) {
            NDList arguments = new NDList();
            add(arguments, "w[]", arrays, weights.tensors().values());
            arguments.add(arrays.create(new double[]{config.heads(), config.layerNormEpsilon(),
                    setup.compute().bf16(setup.device()) ? 1 : 0, lora.isEmpty() && setup.objective().replay() == Replay.KEEP ? 1 : 0}));
            call("begin", arguments);
        }
    }

    void adapt(Adapter adapter) {
        List<Tensor> tensors = List.copyOf(adapter.tensors().values());
        List<Tensor> a = new ArrayList<>();
        List<Tensor> b = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i += 2) {
            a.add(tensors.get(i));
            b.add(tensors.get(i + 1));
        }
        long[] slots = new long[config.layers() * Lora.MATRICES.size()];
        long next = 0;
        for (int i = 0; i < slots.length; i++) {
            slots[i] = adapter.lora().adapts(Lora.MATRICES.get(i % Lora.MATRICES.size())) ? next++ : -1;
        }
        try (NDManager arrays = program.newManager()) {
            NDList arguments = new NDList();
            add(arguments, "a[]", arrays, a);
            add(arguments, "b[]", arrays, b);
            arguments.add(arrays.create(slots));
            arguments.add(arrays.create(new double[]{adapter.lora().scale()}));
            call("adapt", arguments);
        }
    }

    void learn(long steps) {
        try (NDManager arrays = program.newManager()) {
            call("learn", new NDList(arrays.create((float) steps)));
        }
    }

    void restore(OptimizerState state) {
        try (NDManager arrays = program.newManager()) {
            NDList arguments = new NDList();
            add(arguments, "p[]", arrays, state.learned().values());
            add(arguments, "m[]", arrays, state.first().values());
            add(arguments, "v[]", arrays, state.second().values());
            arguments.add(arrays.create((float) state.steps()));
            call("restore", arguments);
        }
    }

    /** The norm before clipping, then {@link #evaluate}'s. */
    double[] step(List<Batch> parts, List<Batch> mismatched, Share share, double learningRate, long step) {
        try (NDManager arrays = program.newManager()) {
            return call("step", arguments(arrays, parts, mismatched, share, step, learningRate)).singletonOrThrow().toDoubleArray();
        }
    }

    /** Loss, its three terms, five sums over judged replies, the divergence; see {@link Share#preferences}. */
    double[] evaluate(List<Batch> parts, List<Batch> mismatched, Share share) {
        double[] sum = new double[0];
        if (!mismatched.isEmpty()) {
            try (NDManager arrays = program.newManager()) {
                return call("evaluate", arguments(arrays, parts, mismatched, share, 0, 0)).singletonOrThrow().toDoubleArray();
            }
        }
        for (Batch part : parts) {
            try (NDManager arrays = program.newManager()) {
                double[] one = call("evaluate", arguments(arrays, List.of(part), List.of(), share, 0, 0)).singletonOrThrow()
                        .toDoubleArray();
                sum = sum.length == 0 ? one : plus(sum, one);
            }
        }
        return sum;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    float[] logProbabilities(Batch batch) {
        try (NDManager arrays = program.newManager()) {
            float[] all = call("logps", scoring(arrays, batch)).singletonOrThrow().toFloatArray();
            return Arrays.copyOfRange(all, 1, all.length);
        }
    }

    float[] logits(Batch batch) {
        try (NDManager arrays = program.newManager()) {
            return call("scores", scoring(arrays, batch)).singletonOrThrow().toFloatArray();
        }
    }

    Map<String, Tensor> gradients(List<Batch> parts, List<Batch> mismatched, Share share, long step) {
        try (NDManager arrays = program.newManager()) {
            NDList gradients = call("gradients", arguments(arrays, parts, mismatched, share, step, 0));
            return copied(learning(), gradients.subNDList(0, gradients.size() - 1));
        }
    }

    Map<String, Tensor> weights() {
        return copies("weights", Weights.shapes(config));
    }

    Map<String, Tensor> learned() {
        return copies("learned", learning());
    }

    private Map<String, Tensor> copies(String method, Map<String, List<Integer>> shapes) {
        try (NDManager arrays = program.newManager()) {
            return copied(shapes, call(method, new NDList(arrays.create(0))));
        }
    }

    void read(long steps, Trainer.StateReader reader) throws IOException {
        try (NDManager arrays = program.newManager()) {
            NDList learned = call("learned", new NDList(arrays.create(0)));
            NDList moments = call("moments", new NDList(arrays.create(0)));
            reader.accept(new OptimizerState(shown(learning(), learned), shown(learning(), moments.subNDList(0, learned.size())),
                    shown(learning(), moments.subNDList(learned.size())), steps));
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

    private NDList scoring(NDManager arrays, Batch batch) {
        NDList arguments = new NDList();
        add(arguments, arrays, batch, new Share(1, 1, 0, 0, 0));
        arguments.add(arrays.create(0));
        return arguments;
    }

    private NDList arguments(NDManager arrays, List<Batch> parts, List<Batch> mismatched, Share share, long step, double learningRate) {
        NDList arguments = new NDList();
        mismatched.forEach(part -> add(arguments, arrays, part, share));
        parts.forEach(part -> add(arguments, arrays, part, share));
        AdamW optimizer = setup.optimizer();
        Objective objective = setup.objective();
        // the seed is the step's, not what was drawn before: a resumed run draws the same dropout
        arguments.add(arrays.create(new double[]{objective.beta(), objective.labelSmoothing(), mismatched.size(), optimizer.dropout(),
                7 + 1_000_003.0 * step, setup.compute().recompute() ? 1 : 0, learningRate, optimizer.maxGradNorm(), optimizer.beta1(),
                optimizer.beta2(), optimizer.epsilon(), optimizer.weightDecay()}));
        return arguments;
    }

    /** The thirteen arrays of a part, in the program's order. */
    private void add(NDList arguments, NDManager arrays, Batch part, Share share) {
        check(part);
        List<NDArray> all = List.of(arrays.create(part.ids()), arrays.create(part.positions()),
                arrays.create(part.rows(), new Shape(part.rows().length / 3, 3)), arrays.create(part.at()), arrays.create(part.labels()),
                arrays.create(divided(part.weights(), share.items())), arrays.create(part.replies()), arrays.create(part.reference()),
                arrays.create(part.pairs(), new Shape(part.pairs().length / 2, 2)),
                arrays.create(divided(part.pairWeights(), share.examples())),
                arrays.create(part.flags(), new Shape(part.flags().length / 2, 2)),
                arrays.create(divided(part.flagWeights(), share.examples())),
                arrays.create(divided(part.kept(), share.items())));
        all.forEach(array -> arguments.add(named("parts[]", array)));
    }

    private static float[] divided(float[] weights, double by) {
        float[] shares = new float[weights.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) (weights[i] / by);
        }
        return shares;
    }

    /** A token outside the vocabulary would read foreign memory on a GPU; a part without labels has no loss. */
    private void check(Batch part) {
        if (part.longest() > config.contextLength()) {
            throw new IllegalArgumentException("a row has " + part.longest() + " tokens, expected at most " + config.contextLength());
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

    private static void add(NDList arguments, String name, NDManager arrays, Iterable<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            Shape shape = new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
            arguments.add(named(name, arrays.create(tensor.bytes().duplicate().order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32)));
        }
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    /** Arrays under their names, as their own memory where it can be read from here. */
    private static Map<String, Tensor> shown(Map<String, List<Integer>> shapes, NDList arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, List<Integer>> shape : shapes.entrySet()) {
            ByteBuffer bytes = arrays.get(i++).toByteBuffer(true).order(ByteOrder.nativeOrder());
            tensors.put(shape.getKey(), bytes.isDirect() ? new Tensor(shape.getValue(), bytes) : copied(shape.getValue(), bytes));
        }
        return tensors;
    }

    private static Map<String, Tensor> copied(Map<String, List<Integer>> shapes, NDList arrays) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shown(shapes, arrays).forEach((name, tensor) -> tensors.put(name, copied(tensor.shape(), tensor.bytes())));
        return tensors;
    }

    private static Tensor copied(List<Integer> shape, ByteBuffer bytes) {
        Tensor tensor = Tensor.of(shape);
        tensor.floats().put(bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer());
        return tensor;
    }

    @Override
    public void close() {
        program.close();
    }
}
