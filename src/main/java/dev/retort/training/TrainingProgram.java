package dev.retort.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retort.model.Lanes;
import dev.retort.model.ModelConfig;
import dev.retort.model.ScriptProgram;
import dev.retort.model.Tensor;
import dev.retort.model.Weights;

/** The calls into {@code gpt2_training.py}: its arrays from batches and weights, and back. */
final class TrainingProgram implements AutoCloseable {
    private static final Share WHOLE = new Share(1, 1, 0, 0, 0);

    private final ModelConfig config;
    private final Optional<Lora> lora;
    private final TrainerSetup setup;
    private final ScriptProgram program;
    private final int lanes;
    private final Lanes threads;

    TrainingProgram(ModelConfig config, Optional<Lora> lora, TrainerSetup setup) {
        this.config = config;
        this.lora = lora;
        this.setup = setup;
        this.program = ScriptProgram.load(Trainer.class, "gpt2_training.py", setup.device());
        this.lanes = LanePlan.lanes(config, setup);
        this.threads = new Lanes(lanes);
    }

    int lanes() {
        return lanes;
    }

    /** Name and shape of what learns, in the program's order. */
    private Map<String, List<Integer>> learning() {
        return lora.map(adapter -> Adapter.shapes(config, adapter)).orElseGet(() -> Weights.shapes(config));
    }

    void begin(Weights weights) {
        try (NDManager arrays = program.newManager()) {
            call(new TrainingCall.Begin(arrays(arrays, weights.tensors().values()),
                    SetupNumbers.of(config.heads(), config.layerNormEpsilon(), setup.compute().bf16(setup.device()),
                            lora.isEmpty() && setup.objective().replay() == Replay.KEEP, config.activation(),
                            setup.device().oneDnn())));
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
            call(new TrainingCall.Adapt(arrays(arrays, a), arrays(arrays, b), arrays.create(slots),
                    arrays.create(new double[]{adapter.lora().scale()})));
        }
    }

    void learn(long steps) {
        try (NDManager arrays = program.newManager()) {
            call(new TrainingCall.Learn(arrays.create((float) steps)));
        }
    }

    void restore(OptimizerState state) {
        try (NDManager arrays = program.newManager()) {
            call(new TrainingCall.Restore(arrays(arrays, state.learned().values()), arrays(arrays, state.first().values()),
                    arrays(arrays, state.second().values()), arrays.create((float) state.steps())));
        }
    }

    /** The norm before clipping, then {@link #evaluate}'s. */
    double[] step(List<Batch> parts, List<Batch> mismatched, Share share, double learningRate, long step) {
        StepNumbers numbers = StepNumbers.of(setup, mismatched.size(), step, learningRate);
        List<List<Batch>> beside = LanePlan.divided(parts, part -> part.ids().length, lanes);
        if (beside.size() > 1) {
            return stepBeside(beside, mismatched, share, numbers);
        }
        try (NDManager arrays = program.newManager()) {
            return call(new TrainingCall.Step(parts(arrays, mismatched, parts, share), numbers)).singletonOrThrow().toDoubleArray();
        }
    }

    /**
     * Each lane finds its parts' gradients; they stay in PyTorch until the weights are updated by their sum. One thread does that alone, too: it is a
     * hundred operations on memory.
     */
    private double[] stepBeside(List<List<Batch>> beside, List<Batch> mismatched, Share share, StepNumbers numbers) {
        try (NDManager arrays = program.newManager()) {
            List<NDArray> found = inLanes(beside,
                    parts -> call(new TrainingCall.Gradients(parts(arrays, mismatched, parts, share), numbers))).stream()
                    .flatMap(List::stream)
                    .toList();
            return inLanes(List.of(found), gradients -> call(new TrainingCall.Update(gradients, numbers))).get(0).singletonOrThrow()
                    .toDoubleArray();
        }
    }

    private <T, R> List<R> inLanes(List<T> beside, Function<T, R> work) {
        Map<Integer, R> done = new ConcurrentSkipListMap<>();
        threads.run(IntStream.range(0, beside.size()).<Runnable>mapToObj(i -> () -> done.put(i, work.apply(beside.get(i)))).toList());
        return List.copyOf(done.values());
    }

    /** Loss, its three terms, five sums over judged replies, the divergence; see {@link Share#preferences}. */
    double[] evaluate(List<Batch> parts, List<Batch> mismatched, Share share) {
        if (!mismatched.isEmpty()) {
            return evaluateTogether(parts, mismatched, share);
        }
        List<List<Batch>> beside = LanePlan.divided(parts, part -> part.ids().length, lanes);
        return beside.size() > 1
                ? inLanes(beside, some -> evaluateApart(some, share)).stream().reduce(TrainingProgram::plus).orElseThrow()
                : evaluateApart(parts, share);
    }

    /** One after the other: together they would take more memory. */
    private double[] evaluateApart(List<Batch> parts, Share share) {
        double[] sum = new double[0];
        for (Batch part : parts) {
            double[] one = evaluateTogether(List.of(part), List.of(), share);
            sum = sum.length == 0 ? one : plus(sum, one);
        }
        return sum;
    }

    private double[] evaluateTogether(List<Batch> parts, List<Batch> mismatched, Share share) {
        try (NDManager arrays = program.newManager()) {
            return call(new TrainingCall.Evaluate(parts(arrays, mismatched, parts, share), StepNumbers.of(setup, mismatched.size(), 0, 0)))
                    .singletonOrThrow().toDoubleArray();
        }
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
            float[] all = call(new TrainingCall.Logps(parts(arrays, List.of(), List.of(batch), WHOLE), arrays.create(0))).singletonOrThrow()
                    .toFloatArray();
            return Arrays.copyOfRange(all, 1, all.length);
        }
    }

    float[] logits(Batch batch) {
        try (NDManager arrays = program.newManager()) {
            return call(new TrainingCall.Scores(parts(arrays, List.of(), List.of(batch), WHOLE), arrays.create(0))).singletonOrThrow()
                    .toFloatArray();
        }
    }

    Map<String, Tensor> gradients(List<Batch> parts, List<Batch> mismatched, Share share, long step) {
        try (NDManager arrays = program.newManager()) {
            NDList gradients = call(
                    new TrainingCall.Gradients(parts(arrays, mismatched, parts, share), StepNumbers.of(setup, mismatched.size(), step, 0)));
            return copied(learning(), gradients.subNDList(0, gradients.size() - 1));
        }
    }

    Map<String, Tensor> weights() {
        try (NDManager arrays = program.newManager()) {
            return copied(Weights.shapes(config), call(new TrainingCall.Weights(arrays.create(0))));
        }
    }

    Map<String, Tensor> learned() {
        try (NDManager arrays = program.newManager()) {
            return copied(learning(), call(new TrainingCall.Learned(arrays.create(0))));
        }
    }

    void read(long steps, Trainer.StateReader reader) throws IOException {
        try (NDManager arrays = program.newManager()) {
            NDList learned = call(new TrainingCall.Learned(arrays.create(0)));
            NDList moments = call(new TrainingCall.Moments(arrays.create(0)));
            reader.accept(new OptimizerState(shown(learning(), learned), shown(learning(), moments.subNDList(0, learned.size())),
                    shown(learning(), moments.subNDList(learned.size())), steps));
        }
    }

    private NDList call(TrainingCall call) {
        ExitGuard.enter();
        try {
            return program.train(call);
        } finally {
            ExitGuard.leave();
        }
    }

    private List<PartArrays> parts(NDManager arrays, List<Batch> mismatched, List<Batch> parts, Share share) {
        return Stream.concat(mismatched.stream(), parts.stream()).map(part -> {
            check(part);
            return PartArrays.of(arrays, part, share);
        }).toList();
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

    private static List<NDArray> arrays(NDManager arrays, Collection<Tensor> tensors) {
        return tensors.stream().map(tensor -> {
            Shape shape = new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
            return arrays.create(tensor.bytes().duplicate().order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32);
        }).toList();
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
        threads.close();
        program.close();
    }
}
