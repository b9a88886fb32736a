package dev.retort.serving;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.retort.generation.Completion;
import dev.retort.generation.EngineLimits;
import dev.retort.generation.FinishReason;
import dev.retort.generation.GenerationEngine;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Device;
import dev.retort.model.Gpt2;
import dev.retort.model.Kernel;
import dev.retort.model.ResidentSet;
import dev.retort.model.Torch;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions change while replies are being written. */
class SwapTest {
    private static final int SWAPS = 20;
    private static final int CHATS = 4;
    private static final int TOKENS = 40;
    private static final List<int[]> PROMPTS = List.of(new int[]{72, 105}, new int[]{65, 66, 67, 68}, new int[]{10, 200, 33}, new int[]{5});

    @TempDir
    Path work;

    /** A reply as a client saw it: by whom, the deltas put together, and how many swaps there had been when it began and when it ended. */
    private record Reply(String version, int prompt, String streamed, Completion completion, int begun, int ended) {}

    @Test
    void twentySwapsUnderConstantStreamsLoseNothingAndKeepTheirMemory() throws Exception {
        ModelRegistry registry = new ModelRegistry(work.resolve("store"));
        List<VersionId> versions = List.of(TwoVersions.publish(registry, work, 1).id(), TwoVersions.publish(registry, work, 2).id());
        Map<String, List<List<Integer>>> alone = Map.of(versions.get(0).value(), alone(registry.open(versions.get(0))),
                versions.get(1).value(),
                alone(registry.open(versions.get(1))));
        assertThat(alone.get(versions.get(0).value())).doesNotContainAnyElementsOf(alone.get(versions.get(1).value()));

        LiveModel live = TwoVersions.live(Duration.ZERO, Duration.ofMinutes(1));
        roll(live, registry.open(versions.get(0)), 1);
        var replies = new ConcurrentLinkedQueue<Reply>();
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var swaps = new AtomicInteger();
        var chatting = new java.util.concurrent.atomic.AtomicBoolean(true);
        List<Thread> chats = new ArrayList<>();
        for (int chat = 0; chat < CHATS; chat++) {
            int prompt = chat;
            Thread thread = new Thread(() -> {
                while (chatting.get()) {
                    try {
                        replies.add(chat(live, prompt, swaps));
                    } catch (RuntimeException e) {
                        failures.add(e);
                    }
                }
            });
            thread.start();
            chats.add(thread);
        }
        long third = 0;
        for (int swap = 1; swap <= SWAPS; swap++) {
            int before = replies.size();
            try (Rollout rollout = live.prepare(registry.open(versions.get(swap % 2)), swap + 1)) {
                await().until(() -> replies.size() > before); // clients were served while it was loaded
                swaps.incrementAndGet();
                rollout.commit();
            }
            await().until(() -> live.state().held().isEmpty()); // drained and freed
            int spanned = swap;
            await().until(() -> replies.stream().anyMatch(reply -> reply.begun() < spanned && reply.ended() >= spanned));
            System.gc();
            if (swap == 3) {
                third = ResidentSet.kilobytes();
            }
        }
        long last = ResidentSet.kilobytes();
        chatting.set(false);
        for (Thread thread : chats) {
            thread.join();
        }
        live.close();

        assertThat(failures).isEmpty();
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.completion().finishReason()).isNotEqualTo(FinishReason.CANCELLED);
            assertThat(reply.streamed()).isEqualTo(reply.completion().text());
            assertThat(ids(reply.completion())).isEqualTo(alone.get(reply.version()).get(reply.prompt()));
        });
        assertThat(live.state().swaps()).isEqualTo(SWAPS);
        System.out.printf("%d swaps, %d replies, resident after the third %d MB, after the last %d MB%n", SWAPS, replies.size(),
                third / 1024, last / 1024);
        assertThat((double) last).isCloseTo(third, within(0.1 * third));
    }

    private static Reply chat(LiveModel live, int prompt, AtomicInteger swaps) {
        int begun = swaps.get();
        try (Lease lease = live.lease()) {
            var streamed = new StringBuffer();
            var done = new CompletableFuture<Completion>();
            lease.engine().submit(new GenerationRequest(PROMPTS.get(prompt), Sampling.greedy(), TOKENS), new GenerationListener() {
                @Override
                public void onDelta(String text) {
                    streamed.append(text);
                }

                @Override
                public void onDone(Completion completion) {
                    done.complete(completion);
                }

                @Override
                public void onFailure(Throwable failure) {
                    done.completeExceptionally(failure);
                }
            });
            Completion completion = done.join();
            return new Reply(lease.version().version(), prompt, streamed.toString(), completion, begun, swaps.get());
        }
    }

    private static List<List<Integer>> alone(VersionFolder folder) throws IOException {
        Torch.start(2);
        try (Gpt2 model = Gpt2.load(folder.folder(), Device.CPU, Kernel.FP32);
                GenerationEngine engine = new GenerationEngine(model, new EngineLimits(1, 1))) {
            return PROMPTS.stream().map(prompt -> ids(engine.complete(new GenerationRequest(prompt, Sampling.greedy(), TOKENS)))).toList();
        }
    }

    private static List<Integer> ids(Completion completion) {
        return java.util.Arrays.stream(completion.ids()).boxed().toList();
    }

    static void roll(LiveModel live, VersionFolder version, long epoch) throws IOException {
        try (Rollout rollout = live.prepare(version, epoch)) {
            rollout.commit();
        }
    }
}
