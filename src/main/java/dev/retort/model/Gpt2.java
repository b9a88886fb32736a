package dev.retort.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/** A loaded GPT-2. Its methods may be called by several threads at once; closing it frees its memory and must come after the last call. */
public final class Gpt2 implements AutoCloseable {
    private final ModelConfig config;
    private final GenerationConfig generation;
    private final Tokenizer tokenizer;
    private final TurnTemplate template;
    private final ScriptProgram program;
    private final PtNDManager manager;
    private final int bytesPerNumber; // of keys and values
    private final int threads; // among which a step's rows may be divided
    private final Lanes lanes;
    private final NativeHeap heap = NativeHeap.keep();

    private Gpt2(ModelConfig config, GenerationConfig generation, Tokenizer tokenizer, ScriptProgram program, int bytesPerNumber,
            int threads) {
        this.config = config;
        this.bytesPerNumber = bytesPerNumber;
        this.generation = generation;
        this.tokenizer = tokenizer;
        this.template = new TurnTemplate(tokenizer, config.contextLength());
        this.program = program;
        this.manager = program.newManager();
        this.threads = threads;
        this.lanes = new Lanes(threads);
    }

    /**
     * Looks at a folder as {@link #load} does, and at each weight, but keeps none.
     *
     * @throws ModelFolderException naming file and field or tensor if the folder can't be used, or a weight is infinite or no number
     */
    public static void check(Path folder) throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        GenerationConfig.read(folder, config);
        try (StoredWeights weights = StoredWeights.open(folder, config); Tokenizer tokenizer = Tokenizer.read(folder)) {
            tokenizer.checkFits(config);
            weights.checkNumbers();
        }
    }

    /** @throws ModelFolderException naming file and field or tensor if the folder can't be used */
    public static Gpt2 load(Path folder, Device device, Kernel kernel) throws IOException {
        ModelConfig config = ModelConfig.read(folder);
        GenerationConfig generation = GenerationConfig.read(folder, config);
        try (StoredWeights weights = StoredWeights.open(folder, config)) {
            Tokenizer tokenizer = Tokenizer.read(folder);
            try {
                tokenizer.checkFits(config);
                ScriptProgram program = ScriptProgram.load(Gpt2.class, "gpt2.py", device);
                try {
                    ProgramLoader.fill(program, config, device, kernel, weights, tokenizer.idsWithoutToken(config.vocabularySize()));
                    return new Gpt2(config, generation, tokenizer, program, kernel == Kernel.FP32 ? 4 : 2,
                            device.cuda() ? 1 : Torch.threads());
                } catch (IOException | RuntimeException e) {
                    program.close();
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                tokenizer.close();
                throw e;
            }
        }
    }

    public ModelConfig config() {
        return config;
    }

    /** The tokens that end a continuation: the end of text, and what {@code generation_config.json} adds. */
    public Set<Integer> stopTokens() {
        return generation.stopTokens();
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public TurnTemplate template() {
        return template;
    }

    /**
     * Computes the log-probability of each token after those before it.
     *
     * @param sequences each at most as long as the context
     * @return for each sequence log p(ids[t + 1] | ids[..t]), one less than it has tokens (none for fewer than two)
     */
    public List<float[]> tokenLogProbabilities(List<int[]> sequences) {
        return labelLogProbabilities(sequences.stream().map(Gpt2::allLabelled).toList());
    }

    private static Labelled allLabelled(int[] ids) {
        boolean[] labels = new boolean[ids.length];
        Arrays.fill(labels, true);
        return new Labelled(ids, labels);
    }

    /** The same for labelled tokens alone, which takes less time; there is 0 in the place of the others. */
    public List<float[]> labelLogProbabilities(List<Labelled> sequences) {
        sequences.forEach(sequence -> check(sequence.ids()));
        Torch.useThreads();
        return new Scorer(program, config.vocabularySize()).score(sequences);
    }

    /**
     * Computes the log-probability of each token's successor, as {@link #tokenLogProbabilities} does, and tells the likeliest tokens there.
     *
     * @param ids at least one, at most as many as the context has
     * @param likeliest how many of the likeliest tokens are told in each place
     * @return for each token the one after it; for the last, the likeliest that could follow
     */
    public List<ScoredToken> score(int[] ids, int likeliest) {
        Torch.useThreads();
        try (PtNDManager calls = program.newManager()) {
            return ScoredToken.read(program.tensor(calls,
                    new Gpt2Call.Score(check(ids), likeliest, Scorer.chunk(config.vocabularySize()))).toDoubleArray(), ids.length);
        }
    }

    /** The logits after each token, computed as for writing, which never chooses what is no token; [ids, vocabulary]. */
    public float[][] logits(int[] ids) {
        return rows(config.vocabularySize(), new Gpt2Call.Logits(check(ids), 1));
    }

    /** The hidden states after the embedding and {@code layers} blocks, before any later norm, [ids, width]. */
    float[][] hidden(int[] ids, int layers) {
        return rows(config.width(), new Gpt2Call.Hidden(check(ids), 1, layers, false));
    }

    /** The probabilities from which a token is drawn, [vocabulary]. */
    float[] distribution(float[] logits, int[] seen, Choice choice) {
        Torch.useThreads();
        try (PtNDManager calls = program.newManager()) {
            return program
                    .tensor(calls, new Gpt2Call.Distribution((PtNDArray) calls.create(logits), seen, choice.temperature(), choice.topK(),
                            choice.topP(), choice.minP(), choice.repetitionPenalty(), choice.noRepeatNgram()))
                    .toFloatArray();
        }
    }

    private float[][] rows(int columns, Gpt2Call call) {
        Torch.useThreads();
        try (PtNDManager calls = program.newManager()) {
            float[] flat = program.tensor(calls, call).toFloatArray();
            float[][] rows = new float[flat.length / columns][];
            for (int r = 0; r < rows.length; r++) {
                rows[r] = Arrays.copyOfRange(flat, r * columns, (r + 1) * columns);
            }
            return rows;
        }
    }

    /** Counts the sequences whose cache hasn't been closed. */
    public int openSequences() {
        return manager.getManagedArrays().size() / 2; // a history, and keys and values
    }

    /** A cache for a new sequence; the caller closes it. */
    public SequenceCache newSequence() {
        int capacity = Math.min(SequenceCache.STEP, config.contextLength());
        return new SequenceCache(program.tensor(manager, new Gpt2Call.History()), program.tensor(manager, new Gpt2Call.Cache(capacity)),
                capacity, 0, bytesPerToken());
    }

    /** A cache for another sequence that begins with the same tokens; the caller closes it. @param tokens how many it shares, at most all */
    public SequenceCache startOf(SequenceCache cache, int tokens) {
        if (tokens < 1 || tokens > cache.length) {
            throw new IllegalArgumentException(tokens + " tokens of a sequence of " + cache.length);
        }
        int capacity = capacityFor(tokens);
        PtNDArray history = program.tensor(manager, new Gpt2Call.HistoryOf(cache.history, tokens));
        return new SequenceCache(history, larger(cache.keysAndValues, tokens, capacity), capacity, tokens, bytesPerToken());
    }

    /** Memory of a cache that has grown to so many tokens, at most the context. */
    public long cacheBytes(int tokens) {
        return capacityFor(tokens) * bytesPerToken();
    }

    private long bytesPerToken() {
        return 2L * config.layers() * config.width() * bytesPerNumber;
    }

    private int capacityFor(int tokens) {
        int steps = (tokens + SequenceCache.STEP - 1) / SequenceCache.STEP;
        return Math.min(config.contextLength(), steps * SequenceCache.STEP);
    }

    private PtNDArray larger(PtNDArray keysAndValues, int used, int capacity) {
        return program.tensor(manager, new Gpt2Call.Grow(keysAndValues, used, capacity));
    }

    /**
     * Takes each sequence further, all in one computation. The result of one row doesn't depend on the others. A cache must not be in two calls at once.
     *
     * @return the chosen token of each row; -1 where none was to be chosen
     * @throws IllegalArgumentException if a sequence would outgrow the context
     */
    public int[] advance(List<Advance> rows) {
        for (Advance row : rows) {
            check(row.ids());
            checkRoom(row.cache().length + row.ids().length);
        }
        int[] chosen = new int[rows.size()];
        Arrays.fill(chosen, -1);
        List<List<Integer>> parts = Division.of(rows.stream().map(row -> new Division.Row(row.ids().length, row.cache().length)).toList(),
                threads);
        if (parts.size() == 1) {
            advance(rows, parts.get(0), chosen);
        } else {
            lanes.run(parts.stream().<Runnable>map(part -> () -> advance(rows, part, chosen)).toList());
        }
        return chosen;
    }

    private void advance(List<Advance> all, List<Integer> part, int[] chosen) {
        List<Advance> rows = part.stream().map(all::get).toList();
        rows.forEach(row -> makeRoom(row.cache(), row.cache().length + row.ids().length));
        StepChoices choices = StepChoices.of(rows);
        int[] choosing = choices.choosing();
        long[] tokens;
        try (PtNDManager calls = program.newManager();
                PtNDArray result = program.tensor(calls, new Gpt2Call.Step(StepRows.of(rows), choices))) {
            tokens = choices.reports()
                    ? tell(ScoredToken.read(result.toDoubleArray(), choosing.length), choosing, rows)
                    : result.toLongArray();
        }
        for (int c = 0; c < tokens.length; c++) {
            chosen[part.get(choosing[c])] = (int) tokens[c];
        }
        rows.forEach(row -> row.cache().length += row.ids().length);
    }

    private static long[] tell(List<ScoredToken> scored, int[] choosing, List<Advance> rows) {
        for (int c = 0; c < choosing.length; c++) {
            Advance row = rows.get(choosing[c]);
            int likeliest = row.choice().orElseThrow().likeliest();
            row.cache().scored = likeliest < 0 ? Optional.empty() : Optional.of(scored.get(c).first(likeliest));
        }
        return scored.stream().mapToLong(ScoredToken::token).toArray();
    }

    private void makeRoom(SequenceCache cache, int needed) {
        if (needed > cache.capacity) {
            int capacity = capacityFor(needed);
            PtNDArray grown = larger(cache.keysAndValues, cache.length, capacity);
            cache.keysAndValues.close();
            cache.keysAndValues = grown;
            cache.capacity = capacity;
        }
    }

    private void checkRoom(int tokens) {
        if (tokens > config.contextLength()) {
            throw new IllegalArgumentException("a sequence of " + tokens + " tokens, but the context has " + config.contextLength());
        }
    }

    private int[] check(int[] ids) {
        checkRoom(ids.length);
        for (int id : ids) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw new IllegalArgumentException("token id " + id + " is outside the vocabulary of " + config.vocabularySize());
            }
        }
        return ids;
    }

    @Override
    public void close() {
        lanes.close();
        manager.close();
        program.close();
        tokenizer.close();
        heap.close();
    }
}
