package dev.retort.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationEngineTest {
    private static final JsonNode REFERENCE = Reference.json("generation.json");
    private static final EngineLimits LIMITS = new EngineLimits(8, 100);
    private static Gpt2 model;
    private static GenerationEngine engine;

    @BeforeAll
    static void start() {
        model = Reference.load();
        engine = new GenerationEngine(model, LIMITS);
    }

    @AfterAll
    static void stop() {
        engine.close();
        model.close();
    }

    @AfterEach
    void everyCacheIsFreed() {
        assertThat(model.openSequences()).isZero();
    }

    static Stream<JsonNode> prompts() {
        return Reference.elements(REFERENCE.path("prompts"));
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void greedyContinuationsAreTheReferences(JsonNode expected) {
        int[] prompt = Reference.ids(expected.path("prompt_ids"));
        int most = REFERENCE.path("new_tokens").asInt();
        assertThat(write(prompt, Sampling.greedy(), most).ids()).isEqualTo(Reference.ids(expected.path("greedy")));
        assertThat(write(prompt, new Sampling(0, 0, 1, 1.3, 0), most).ids())
                .isEqualTo(Reference.ids(expected.path("repetition_penalty_1.3")));
        assertThat(write(prompt, new Sampling(0, 0, 1, 1, 0, 0, 3), most).ids())
                .isEqualTo(Reference.ids(expected.path("no_repeat_ngram_3")));
    }

    static Stream<JsonNode> stops() {
        return Reference.elements(REFERENCE.path("stops"));
    }

    @ParameterizedTest
    @MethodSource("stops")
    void itStopsAfterTheFirstStopTokenWhichIsNotInTheText(JsonNode expected, @TempDir Path folder) throws IOException {
        Files.writeString(Reference.copyModel(folder).resolve("generation_config.json"),
                "{\"eos_token_id\": " + expected.path("eos_token_ids") + "}");
        int[] ids = Reference.ids(expected.path("ids"));
        try (Gpt2 stopping = Gpt2.load(folder, Device.CPU, Kernel.FP32); GenerationEngine own = new GenerationEngine(stopping, LIMITS)) {
            Completion completion = own.complete(new GenerationRequest(Reference.ids(expected.path("prompt_ids")), Sampling.greedy(), 49));
            assertThat(completion.ids()).isEqualTo(ids);
            assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(completion.text()).isEqualTo(model.tokenizer().decode(Arrays.copyOf(ids, ids.length - 1)));
        }
    }

    @Test
    void eightTogetherWriteWhatEachWritesAlone() throws Exception {
        for (Sampling sampling : List.of(Sampling.greedy(), new Sampling(1, 0, 1, 1, 7), new Sampling(1.2, 40, 0.9, 1.1, 8))) {
            List<GenerationRequest> requests = prompts().flatMap(prompt -> Stream.of(20, 35))
                    .map(most -> new GenerationRequest(new int[]{most, 5, 9}, sampling, most)).limit(4)
                    .collect(ArrayList::new, List::add, List::addAll);
            prompts().limit(4)
                    .forEach(prompt -> requests.add(new GenerationRequest(Reference.ids(prompt.path("prompt_ids")), sampling, 30)));
            List<Recording> together = new ArrayList<>();
            for (GenerationRequest request : requests) {
                together.add(new Recording());
                engine.submit(request, together.get(together.size() - 1));
            }
            for (int i = 0; i < requests.size(); i++) {
                together.get(i).end.get();
                assertThat(together.get(i).end.get().ids()).isEqualTo(engine.complete(requests.get(i)).ids());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "FP16"})
    void theCacheGivesWhatComputingEverythingAnewGives(Kernel kernel) throws IOException {
        int[] ids = {39, 72, 11};
        try (Gpt2 own = Reference.load(kernel); GenerationEngine writer = new GenerationEngine(own, LIMITS)) {
            int[] written = writer.complete(new GenerationRequest(ids, Sampling.greedy(), 61)).ids();
            for (int token : written) {
                float[][] logits = own.logits(ids);
                float[] last = logits[logits.length - 1];
                assertThat(token).isEqualTo(IntStream.range(0, last.length).reduce(0, (a, b) -> last[b] > last[a] ? b : a));
                ids = IntStream.concat(Arrays.stream(ids), IntStream.of(token)).toArray();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "FP16"})
    void whatThreadsShareOutIsWhatEachWritesAlone(Kernel kernel) throws Exception {
        try (Gpt2 own = Reference.load(kernel); GenerationEngine many = new GenerationEngine(own, new EngineLimits(40, 0))) {
            List<GenerationRequest> requests = IntStream.range(0, 40).mapToObj(i -> new GenerationRequest(new int[]{i, 5, 7 * i},
                    i % 2 == 0 ? Sampling.greedy() : new Sampling(1, 0, 1, 1, i), 20 + i)).toList();
            List<Recording> together = new ArrayList<>();
            for (GenerationRequest request : requests) {
                together.add(new Recording());
                many.submit(request, together.get(together.size() - 1));
            }
            for (int i = 0; i < requests.size(); i++) {
                Completion beside = together.get(i).end.get();
                assertThat(many.complete(requests.get(i)).ids()).as("request %d", i).isEqualTo(beside.ids());
            }
        }
    }

    @Test
    void theSeedDecides() {
        int[] prompt = {39, 72, 11};
        Sampling sampling = new Sampling(1, 0, 1, 1, 42);
        int[] ids = write(prompt, sampling, 40).ids();
        assertThat(write(prompt, sampling, 40).ids()).isEqualTo(ids);
        assertThat(write(prompt, new Sampling(1, 0, 1, 1, 43), 40).ids()).isNotEqualTo(ids);
    }

    @Test
    void drawsFollowTheDistribution() throws Exception {
        int[] prompt = {39, 72, 11};
        float[] logits = model.logits(prompt)[2];
        int best = IntStream.range(0, logits.length).reduce(0, (a, b) -> logits[b] > logits[a] ? b : a);
        double sum = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - logits[best])).sum();
        int draws = 400;
        int hits = 0;
        try (GenerationEngine own = new GenerationEngine(model, new EngineLimits(32, draws))) {
            List<Recording> recordings = new ArrayList<>();
            for (int seed = 0; seed < draws; seed++) {
                recordings.add(new Recording());
                own.submit(new GenerationRequest(prompt, new Sampling(1, 0, 1, 1, seed), 1), recordings.get(seed));
            }
            for (Recording recording : recordings) {
                hits += recording.end.get().ids()[0] == best ? 1 : 0;
            }
        }
        double p = 1 / sum;
        assertThat((double) hits / draws).isBetween(p - 5 * Math.sqrt(p * (1 - p) / draws), p + 5 * Math.sqrt(p * (1 - p) / draws));
    }

    @Test
    void aTinyTemperatureIsTheLikeliestToken() {
        int[] prompt = {39, 72, 11};
        assertThat(write(prompt, new Sampling(1e-45, 0, 0.9, 1, 1), 40).ids()).isEqualTo(write(prompt, Sampling.greedy(), 40).ids());
    }

    @Test
    void deltasAreTheTextAndNeverEndInsideACharacter() throws Exception {
        Recording recording = new Recording();
        engine.submit(new GenerationRequest(new int[]{39, 72, 11}, new Sampling(1.5, 0, 1, 1, 1), 61), recording);
        Completion completion = recording.end.get();
        assertThat(String.join("", recording.deltas)).isEqualTo(completion.text());
        assertThat(recording.deltas).allSatisfy(delta -> {
            assertThat(delta).isNotEmpty();
            assertThat(Character.isHighSurrogate(delta.charAt(delta.length() - 1))).isFalse();
        });
    }

    @Test
    void theEndOfTheContextEndsASequence() {
        Completion completion = write(new int[]{39, 72, 11}, Sampling.greedy(), 1000);
        assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(completion.ids()).hasSize(61);
        assertThat(write(new int[63], Sampling.greedy(), 1000).ids()).hasSize(1);
        assertThatThrownBy(() -> write(new int[64], Sampling.greedy(), 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the prompt has 64 tokens, at most 63 leave room for a reply");
        assertThatThrownBy(() -> write(new int[]{300}, Sampling.greedy(), 1)).hasMessageContaining("300 is outside the vocabulary");
    }

    @Test
    void aCancelledSequenceEndsAtTheNextStep() throws Exception {
        CompletableFuture<GenerationHandle> handle = new CompletableFuture<>();
        CompletableFuture<Completion> end = new CompletableFuture<>();
        handle.complete(engine.submit(new GenerationRequest(new int[]{39, 72, 11}, Sampling.greedy(), 61), new GenerationListener() {
            @Override
            public void onDelta(String text) {
                handle.join().cancel();
            }

            @Override
            public void onDone(Completion completion) {
                end.complete(completion);
            }

            @Override
            public void onFailure(Throwable failure) {
                end.completeExceptionally(failure);
            }
        }));
        assertThat(end.get().finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(end.get().ids()).hasSizeLessThan(61);
        assertThat(engine.active()).isZero();
    }

    @Test
    void whatIsOverTheLimitsIsRefusedAndOneThatEndedMakesRoom() throws Exception {
        try (GenerationEngine small = new GenerationEngine(model, new EngineLimits(1, 1))) {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch started = new CountDownLatch(1);
            GenerationRequest request = new GenerationRequest(new int[]{39, 72, 11}, Sampling.greedy(), 20);
            CompletableFuture<Completion> first = new CompletableFuture<>();
            small.submit(request, new GenerationListener() {
                @Override
                public void onDelta(String text) {
                    started.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override
                public void onDone(Completion completion) {
                    first.complete(completion);
                }

                @Override
                public void onFailure(Throwable failure) {
                    first.completeExceptionally(failure);
                }
            });
            started.await();
            Recording second = new Recording();
            small.submit(request, second);
            assertThatThrownBy(() -> small.submit(request, new Recording())).isInstanceOf(QueueFullException.class)
                    .hasMessage("1 sequences are being written and 1 wait: no more are taken now");
            release.countDown();
            assertThat(first.get().ids()).isEqualTo(second.end.get().ids());
            assertThat(small.complete(request).ids()).isEqualTo(first.get().ids());
        }
    }

    @Test
    void aListenerThatThrowsEndsItsOwnSequenceOnly() throws Exception {
        GenerationRequest request = new GenerationRequest(new int[]{39, 72, 11}, Sampling.greedy(), 20);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Recording other = new Recording();
        engine.submit(request, new GenerationListener() {
            @Override
            public void onDelta(String text) {
                throw new IllegalStateException("the socket is gone");
            }

            @Override
            public void onDone(Completion completion) {
                failure.completeExceptionally(new AssertionError("done"));
            }

            @Override
            public void onFailure(Throwable t) {
                failure.complete(t);
                throw new IllegalStateException("and again");
            }
        });
        engine.submit(request, other);
        assertThat(failure.get()).hasMessage("the socket is gone");
        assertThat(other.end.get().finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(engine.complete(request).ids()).isEqualTo(other.end.get().ids());
    }

    @Test
    void closingEndsEverySequenceOnce() {
        GenerationEngine own = new GenerationEngine(model, new EngineLimits(2, 100));
        List<Recording> recordings = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            recordings.add(new Recording());
            own.submit(new GenerationRequest(new int[]{i, 72, 11}, Sampling.greedy(), 61), recordings.get(i));
        }
        own.close();
        assertThat(recordings).allSatisfy(recording -> {
            assertThat(recording.ends()).isEqualTo(1);
            assertThat(recording.end).isDone();
        });
        assertThatThrownBy(() -> recordings.get(49).end.get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(EngineClosedException.class);
        assertThatThrownBy(() -> own.complete(new GenerationRequest(new int[]{1}, Sampling.greedy(), 1)))
                .isInstanceOf(EngineClosedException.class);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new Sampling(-1, 0, 1, 1, 0)).hasMessage("temperature is -1.0, expected 0 to 100");
        assertThatThrownBy(() -> new Sampling(Double.NaN, 0, 1, 1, 0)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Sampling(1, -1, 1, 1, 0)).hasMessageContaining("topK");
        assertThatThrownBy(() -> new Sampling(1, 0, 0, 1, 0)).hasMessageContaining("topP");
        assertThatThrownBy(() -> new Sampling(1, 0, 1, 0, 0)).hasMessageContaining("repetitionPenalty");
        assertThatThrownBy(() -> new GenerationRequest(new int[0], Sampling.greedy(), 1)).hasMessageContaining("prompt");
        assertThatThrownBy(() -> new GenerationRequest(new int[1], Sampling.greedy(), 0)).hasMessageContaining("maxTokens");
    }

    private static Completion write(int[] prompt, Sampling sampling, int most) {
        return engine.complete(new GenerationRequest(prompt, sampling, most));
    }
}
