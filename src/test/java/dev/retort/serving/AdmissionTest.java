package dev.retort.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.retort.Patience;
import dev.retort.generation.Completion;
import dev.retort.generation.FinishReason;
import dev.retort.generation.GenerationListener;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.local.Settings;
import dev.retort.model.Reference;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two places and a queue of four, on a real engine that the first listener can hold up. */
class AdmissionTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CountDownLatch hold = new CountDownLatch(1);
    private final List<String> ends = Collections.synchronizedList(new ArrayList<>());
    private LiveModel live;
    private Lease lease;
    private Admission admission;

    @BeforeEach
    void start() throws IOException {
        ModelRegistry registry = new ModelRegistry(folder.resolve("store"));
        live = TwoVersions.live(LONG, LONG);
        SwapTest.roll(live, registry.open(registry.publish(Reference.MODEL, ManifestDraft.base(Instant.EPOCH)).id()), 1);
        lease = live.lease();
        admission = admission(Map.of());
    }

    private Admission admission(Map<String, String> different) {
        Map<String, String> settings = new java.util.HashMap<>(Map.of("retort.serving.max-sequences", "2", "retort.serving.queue", "4",
                "retort.serving.queue-tokens", "100", "retort.serving.client-share", "0.75"));
        settings.putAll(different);
        return new Admission(Settings.of(ServingConfig.class, settings), metrics, OpenTelemetry.noop());
    }

    @AfterEach
    void stop() {
        hold.countDown();
        Patience.await().until(() -> admission.running() == 0 && admission.waiting() == 0);
        admission.close();
        lease.close();
        live.close();
    }

    @Test
    void clientsTakeTurnsWhateverTheirNumberOfRequests() {
        holdBothPlaces();
        for (String name : List.of("a1", "a2", "a3", "b1")) {
            assertThat(admission.submit(lease, name.substring(0, 1), List.of(work(name, 2)))).isInstanceOf(Admitted.Taken.class);
        }
        hold.countDown();
        Patience.await().until(() -> ends.size() == 6);
        assertThat(ends.subList(2, 4)).containsExactlyInAnyOrder("a1 LENGTH", "b1 LENGTH");
        assertThat(metrics.get("retort.serving.queue.time").timer().count()).isEqualTo(6);
        assertThat(metrics.get("gen_ai.client.token.usage").tag("gen_ai.token.type", "output").summary().totalAmount())
                .isEqualTo(2 * 4 + 4 * 2);
        assertThat(metrics.get("gen_ai.server.time_to_first_token").tag("gen_ai.response.model", lease.version().version()).timer().count())
                .isEqualTo(6);
    }

    @Test
    void aClientOverItsShareIsToldSoAndOthersWhenAllIsFull() {
        holdBothPlaces();
        assertThat(admission.submit(lease, "a", works("a", 3))).isInstanceOf(Admitted.Taken.class);
        Admitted.Refused own = (Admitted.Refused) admission.submit(lease, "a", works("a", 1));
        assertThat(own.overShare()).isTrue();
        assertThat(own.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
        Admitted.Refused full = (Admitted.Refused) admission.submit(lease, "b", works("b", 2));
        assertThat(full.overShare()).as("all or nothing").isFalse();
        assertThat(full.reason()).contains("3 wait", "at most 4");
        assertThat(admission.waiting()).isEqualTo(3);
        assertThat(admission.submit(lease, "b", works("b", 1))).isInstanceOf(Admitted.Taken.class);
        assertThat(metrics.get("retort.serving.refused").tag("reason", "share").counter().count()).isEqualTo(1);
    }

    @Test
    void theQueueIsBoundedInTokens() {
        holdBothPlaces();
        assertThat(admission.submit(lease, "a", List.of(work("a", 50)))).isInstanceOf(Admitted.Taken.class);
        Admitted.Refused refused = (Admitted.Refused) admission.submit(lease, "b", List.of(work("b", 50)));
        assertThat(refused.reason()).contains("51 tokens", "at most 100");
        assertThat(admission.submit(lease, "b", List.of(work("b", 40)))).isInstanceOf(Admitted.Taken.class);
    }

    @Test
    void whoIsCancelledWhileWaitingEndsAtOnceAndLeavesTheQueue() {
        holdBothPlaces();
        Admitted.Taken waiting = (Admitted.Taken) admission.submit(lease, "a", works("a", 1));
        waiting.handles().get(0).cancel();
        assertThat(ends).containsExactly("a0 CANCELLED");
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void whoIsCancelledWhileBeingWrittenGivesHisPlaceToTheNext() {
        List<Admitted.Taken> first = holdBothPlaces();
        admission.submit(lease, "a", works("a", 1));
        first.forEach(taken -> taken.handles().forEach(handle -> handle.cancel()));
        hold.countDown();
        Patience.await().until(() -> ends.size() == 3);
        assertThat(ends).containsExactlyInAnyOrder("held CANCELLED", "held CANCELLED", "a0 LENGTH");
        assertThat(ends.get(2)).isEqualTo("a0 LENGTH");
    }

    @Test
    void whoWaitsPastTheDeadlineIsRefusedAndWhoIsBeingWrittenEndsAsHeIs() {
        admission.close();
        admission = admission(Map.of("retort.serving.deadline", "PT0.2S"));
        holdBothPlaces();
        admission.submit(lease, "a", works("a", 1));
        Patience.await().until(() -> ends.contains("a0 OverdueException"));
        hold.countDown();
        Patience.await().until(() -> ends.size() == 3);
        assertThat(ends.subList(1, 3)).containsExactly("held CANCELLED", "held CANCELLED");
    }

    /** The engine's thread waits inside the first listener. */
    private List<Admitted.Taken> holdBothPlaces() {
        List<Admitted.Taken> taken = new ArrayList<>();
        CountDownLatch held = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            taken.add((Admitted.Taken) admission.submit(lease, "holder", List.of(new Work(request(4), new Ends("held") {
                @Override
                public void onDelta(String text) {
                    held.countDown();
                    try {
                        hold.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }, Operation.chat("m")))));
        }
        Patience.await().until(() -> held.getCount() == 0);
        assertThat(admission.running()).isEqualTo(2);
        return taken;
    }

    private List<Work> works(String name, int number) {
        return IntStream.range(0, number).mapToObj(i -> work(name + i, 3)).toList();
    }

    private Work work(String name, int most) {
        return new Work(request(most), new Ends(name), Operation.chat("m"));
    }

    private static GenerationRequest request(int most) {
        return new GenerationRequest(new int[]{39}, Sampling.greedy(), most);
    }

    private class Ends implements GenerationListener {
        private final String name;

        Ends(String name) {
            this.name = name;
        }

        @Override
        public void onDelta(String text) {
            // only the end counts
        }

        @Override
        public void onDone(Completion completion) {
            ends.add(name + " " + completion.finishReason());
        }

        @Override
        public void onFailure(Throwable failure) {
            ends.add(name + " " + failure.getClass().getSimpleName());
        }
    }

    /** Its text doesn't matter, but it must not end by itself before it is as long as asked. */
    @Test
    void theRequestsOfTheseTestsAreWrittenToTheirLength() {
        assertThat(lease.engine().complete(request(50)).finishReason()).isEqualTo(FinishReason.LENGTH);
    }
}
