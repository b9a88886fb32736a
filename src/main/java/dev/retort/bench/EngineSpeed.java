package dev.retort.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.retort.bench.Answers.Answer;
import dev.retort.generation.Completion;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Gpt2;
import dev.retort.model.ModelConfig;

/** The engine as a server uses it: clients that come at once, one who comes while others are being answered, and a conversation's later turn. */
final class EngineSpeed {
    static final int SHORTEST = 20;
    static final int NEW_TOKENS = 64;
    private static final EngineLimits LIMITS = new EngineLimits(32, 64);
    private static final long CACHES = 2L << 30;
    private static final int TURNS = 8;
    static final Duration ROUNDS = Duration.ofSeconds(5);

    private EngineSpeed() {}

    /** Prompt tokens of the longest question: 600, or less for a small context. */
    static int longest(ModelConfig config) {
        return Math.max(SHORTEST, Math.min(600, config.contextLength() - NEW_TOKENS - 1));
    }

    /** @param rounds time in which rounds of clients begin; the best round counts */
    static Map<String, Object> measure(Gpt2 model, Duration rounds, Consumer<String> line) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (int clients : new int[]{1, 8, 32}) {
            SplittableRandom random = new SplittableRandom(clients);
            List<LoadPrompt> questions = LoadPrompt.ragged(model.tokenizer(), ServerSpeed.usualRequests(clients), SHORTEST,
                    longest(model.config()), random, random);
            LoadFigures load = best(rounds, () -> load(model, questions, clients));
            line.accept(load.line("engine, %d clients".formatted(clients)));
            figures.put("engine" + clients, load.asMap());
        }
        figures.put("firstTokenWhile31Decode", beside(model, line));
        figures.put("firstTokenOfTurn8", turns(model, line));
        return figures;
    }

    /** The figures of an engine of its own, which has read none of the questions before. */
    private static LoadFigures load(Gpt2 model, List<LoadPrompt> questions, int clients) {
        try (GenerationEngine engine = new GenerationEngine(model, LIMITS, CACHES)) {
            return Load.run((client, question) -> answer(engine.complete(request(question.ids(), NEW_TOKENS))), questions, clients);
        }
    }

    /** The fastest of the rounds that begin in that time. Of the first ones, Java's compilers take a part of the processors. */
    private static LoadFigures best(Duration rounds, Supplier<LoadFigures> round) {
        long began = System.nanoTime();
        LoadFigures best = round.get();
        while (System.nanoTime() - began < rounds.toNanos()) {
            LoadFigures next = round.get();
            best = next.tokensPerSecond() > best.tokensPerSecond() ? next : best;
        }
        return best;
    }

    private static Map<String, Object> beside(Gpt2 model, Consumer<String> line) {
        SplittableRandom random = new SplittableRandom(31);
        int[] prompt = LoadPrompt.ofLength(model.tokenizer(), longest(model.config()), random).ids();
        try (GenerationEngine engine = new GenerationEngine(model, LIMITS)) {
            double alone = engine.complete(request(prompt, 1)).firstToken().toNanos() / 1e6;
            Others others = new Others(engine, model.config().contextLength());
            IntStream.range(0, 31).forEach(others::begin);
            double step = engine.complete(request(new int[]{31}, 9)).total().toNanos() / 1e6 / 9; // of 32 sequences
            double first = engine.complete(request(prompt, 1)).firstToken().toNanos() / 1e6;
            others.stop();
            double steps = (first - alone) / step;
            line.accept("first token while 31 others decode, %d tokens: %,.0f ms; alone %,.0f ms, and %.1f steps of %.1f ms".formatted(
                    prompt.length,
                    first, alone, steps, step));
            return Map.of("promptTokens", prompt.length, "millis", first, "aloneMillis", alone, "stepMillis", step, "extraSteps", steps);
        }
    }

    /** Sequences of which one begins anew when it has ended. */
    private static final class Others {
        private final GenerationEngine engine;
        private final int most;
        private volatile boolean stopped;

        Others(GenerationEngine engine, int most) {
            this.engine = engine;
            this.most = most;
        }

        void begin(int first) {
            engine.submit(request(new int[]{first}, most), new GenerationListener() {
                @Override
                public void onDelta(String text) {
                    // nobody reads it
                }

                @Override
                public void onDone(Completion completion) {
                    if (!stopped) {
                        begin(first);
                    }
                }

                @Override
                public void onFailure(Throwable failure) {
                    // the engine was closed
                }
            });
        }

        void stop() {
            stopped = true;
        }
    }

    private static Map<String, Object> turns(Gpt2 model, Consumer<String> line) {
        int each = Math.min(80, (model.config().contextLength() - 1) / TURNS); // tokens of a turn and its reply
        double with = turn(model, each, CACHES);
        double without = turn(model, each, 0);
        line.accept("first token of turn %d (%d tokens before it): %,.0f ms; without kept caches %,.0f ms".formatted(TURNS,
                each * TURNS - each / 2,
                with, without));
        return Map.of("promptTokens", each * TURNS - each / 2, "millis", with, "withoutKeptCachesMillis", without);
    }

    private static double turn(Gpt2 model, int each, long caches) {
        SplittableRandom random = new SplittableRandom(8);
        double best = Double.MAX_VALUE;
        for (int conversation = 0; conversation < 3; conversation++) {
            try (GenerationEngine engine = new GenerationEngine(model, LIMITS, caches)) {
                int[] ids = {};
                double first = 0;
                for (int turn = 0; turn < TURNS; turn++) {
                    int[] said = random.ints(each / 2, 0, model.config().vocabularySize() - 1).toArray();
                    ids = IntStream.concat(IntStream.of(ids), IntStream.of(said)).toArray();
                    Completion reply = engine.complete(request(ids, each - each / 2));
                    first = reply.firstToken().toNanos() / 1e6;
                    ids = IntStream.concat(IntStream.of(ids), IntStream.of(reply.ids())).toArray();
                }
                best = Math.min(best, first);
            }
        }
        return best;
    }

    private static GenerationRequest request(int[] prompt, int most) {
        return new GenerationRequest(prompt, Sampling.greedy(), most);
    }

    private static Answer answer(Completion completion) {
        return new Answer(completion.promptTokens(), completion.ids().length, completion.firstToken(), completion.total());
    }
}
