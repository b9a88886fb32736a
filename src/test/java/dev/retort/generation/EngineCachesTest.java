package dev.retort.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineCachesTest {
    private static final EngineLimits LIMITS = new EngineLimits(8, 5000);
    private static final long PLENTY = 1L << 30;
    private static final int CONTEXT = 64;

    private final Gpt2 model = Reference.load();

    @AfterEach
    void everyCacheIsFreedWithItsEngine() {
        assertThat(model.openSequences()).isZero();
        model.close();
    }

    @Test
    void aFollowUpReadsOnlyWhatIsNewAndWritesTheSame() {
        try (GenerationEngine keeping = new GenerationEngine(model, LIMITS, PLENTY);
                GenerationEngine plain = new GenerationEngine(model, LIMITS)) {
            int[] conversation = {39, 72, 11};
            long known = 0;
            for (int turn = 0; turn < 5; turn++) {
                int[] reply = write(keeping, conversation, 6);
                assertThat(reply).isEqualTo(write(plain, conversation, 6));
                assertThat(keeping.cacheUse().reusedTokens()).isEqualTo(known);
                known += conversation.length + reply.length - 1; // the last token was written, but never read
                conversation = join(conversation, reply, new int[]{20 + turn, 7});
            }
            assertThat(keeping.cacheUse().kept()).as("one conversation has one cache").isOne();
            assertThat(plain.cacheUse().reusedTokens()).isZero();
        }
    }

    @Test
    void aConversationThatLostItsFirstTurnsIsReadAnew() {
        int[] conversation = ids(new SplittableRandom(4), 50);
        try (GenerationEngine keeping = new GenerationEngine(model, LIMITS, PLENTY);
                GenerationEngine plain = new GenerationEngine(model, LIMITS)) {
            write(keeping, conversation, 6);
            int[] cut = Arrays.copyOfRange(conversation, 13, 50);
            assertThat(write(keeping, cut, 9)).isEqualTo(write(plain, cut, 9));
            assertThat(keeping.cacheUse().reusedTokens()).isZero();
        }
    }

    @Test
    void whatSeveralBeginWithIsReadOnce() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        int[] start = ids(random, 30);
        List<int[]> prompts = IntStream.range(0, 6).mapToObj(i -> join(start, new int[]{i, i + 1}, ids(random, i))).toList();
        try (GenerationEngine keeping = new GenerationEngine(model, LIMITS, PLENTY);
                GenerationEngine plain = new GenerationEngine(model, LIMITS)) {
            List<Recording> together = submit(keeping, prompts);
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(together.get(i).end.get().ids()).isEqualTo(write(plain, prompts.get(i), 10));
            }
            CacheUse use = keeping.cacheUse();
            assertThat(use.promptTokens() - use.reusedTokens())
                    .isEqualTo(prompts.stream().mapToInt(prompt -> prompt.length - 30).sum() + 30);
        }
    }

    @Test
    void thousandsOfRequestsStayWithinTheBoundAndTheOldestGoFirst() throws Exception {
        long one = model.cacheBytes(CONTEXT);
        SplittableRandom random = new SplittableRandom(2);
        try (GenerationEngine keeping = new GenerationEngine(model, LIMITS, 3 * one)) {
            for (int round = 0; round < 300; round++) {
                List<int[]> prompts = IntStream.range(0, 10).mapToObj(i -> ids(random, 1 + random.nextInt(40))).toList();
                for (Recording recording : submit(keeping, prompts)) {
                    recording.end.get();
                    assertThat(keeping.cacheUse().bytes()).isLessThanOrEqualTo(3 * one);
                    assertThat(keeping.active()).isLessThanOrEqualTo(3);
                }
            }
            assertThat(model.openSequences()).isLessThanOrEqualTo(3);
            int[] first = ids(random, 20);
            int[] second = ids(random, 20);
            write(keeping, first, 10);
            write(keeping, second, 10);
            write(keeping, join(first, new int[]{1}), 1); // used again: second is now the oldest
            write(keeping, ids(random, 20), 10);
            long reused = keeping.cacheUse().reusedTokens();
            write(keeping, join(second, new int[]{1}), 1);
            assertThat(keeping.cacheUse().reusedTokens()).isEqualTo(reused);
            write(keeping, join(first, new int[]{2}), 1);
            assertThat(keeping.cacheUse().reusedTokens()).isEqualTo(reused + 20);
        }
    }

    @Test
    void aSequenceLargerThanTheBoundIsWrittenAlone() throws Exception {
        try (GenerationEngine tight = new GenerationEngine(model, LIMITS, 1);
                GenerationEngine plain = new GenerationEngine(model, LIMITS)) {
            List<int[]> prompts = List.of(new int[]{1, 2, 3}, new int[]{1, 2, 3, 4}, new int[]{9});
            List<Recording> recordings = submit(tight, prompts);
            for (int i = 0; i < prompts.size(); i++) {
                assertThat(recordings.get(i).end.get().ids()).isEqualTo(write(plain, prompts.get(i), 10));
            }
            assertThat(tight.cacheUse()).isEqualTo(new CacheUse(0, 0, 8, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "FP16"})
    void whoComesAndGoesDoesNotChangeWhatIsWritten(Kernel kernel) throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        List<int[]> prompts = IntStream.range(0, 120).mapToObj(i -> ids(random, 1 + random.nextInt(45))).toList();
        try (Gpt2 own = Reference.load(kernel)) {
            List<int[]> alone;
            try (GenerationEngine engine = new GenerationEngine(own, LIMITS)) {
                alone = prompts.stream().map(prompt -> write(engine, prompt, 1 + prompt[0] % 18)).toList();
            }
            try (GenerationEngine busy = new GenerationEngine(own, LIMITS, PLENTY)) {
                List<CompletableFuture<Completion>> ends = prompts.stream().map(prompt -> new CompletableFuture<Completion>()).toList();
                new Arrivals(busy, prompts, ends).start(5);
                for (int i = 0; i < prompts.size(); i++) {
                    assertThat(ends.get(i).get().ids()).as("request %d", i).isEqualTo(alone.get(i));
                }
            }
            assertThat(own.openSequences()).isZero();
        }
    }

    /** Requests that come while others are at any point of theirs: each text that is written may bring the next one. */
    private static final class Arrivals {
        private final GenerationEngine engine;
        private final List<int[]> prompts;
        private final List<CompletableFuture<Completion>> ends;
        private final ConcurrentLinkedQueue<Integer> rest = new ConcurrentLinkedQueue<>();
        private final SplittableRandom random = new SplittableRandom(5);

        Arrivals(GenerationEngine engine, List<int[]> prompts, List<CompletableFuture<Completion>> ends) {
            this.engine = engine;
            this.prompts = prompts;
            this.ends = ends;
            IntStream.range(0, prompts.size()).forEach(rest::add);
        }

        void start(int atOnce) {
            IntStream.range(0, atOnce).forEach(i -> next());
        }

        private void next() {
            Integer i = rest.poll();
            if (i == null) {
                return;
            }
            int[] prompt = prompts.get(i);
            engine.submit(new GenerationRequest(prompt, Sampling.greedy(), 1 + prompt[0] % 18), new GenerationListener() {
                @Override
                public void onDelta(String text) {
                    if (random.nextInt(12) == 0) {
                        next();
                    }
                }

                @Override
                public void onDone(Completion completion) {
                    ends.get(i).complete(completion);
                    next();
                }

                @Override
                public void onFailure(Throwable failure) {
                    ends.get(i).completeExceptionally(failure);
                }
            });
        }
    }

    private static List<Recording> submit(GenerationEngine engine, List<int[]> prompts) {
        List<Recording> recordings = new ArrayList<>();
        for (int[] prompt : prompts) {
            Recording recording = new Recording();
            recordings.add(recording);
            engine.submit(new GenerationRequest(prompt, Sampling.greedy(), 10), recording);
        }
        return recordings;
    }

    private static int[] write(GenerationEngine engine, int[] prompt, int most) {
        return engine.complete(new GenerationRequest(prompt, Sampling.greedy(), most)).ids();
    }

    private static int[] ids(SplittableRandom random, int length) {
        return random.ints(length, 0, 250).toArray();
    }

    private static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }
}
