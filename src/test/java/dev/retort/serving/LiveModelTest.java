package dev.retort.serving;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.retort.generation.FinishReason;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.Reference;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who serves, who is still held, and what a failure leaves behind. */
class LiveModelTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    Path work;
    private VersionFolder one;
    private VersionFolder two;
    private LiveModel live;

    @BeforeEach
    void publish() throws IOException {
        ModelRegistry registry = new ModelRegistry(work.resolve("store"));
        one = registry.open(registry.publish(Reference.MODEL, ManifestDraft.base(Instant.EPOCH)).id());
        two = registry.open(TwoVersions.publish(registry, work, 1).id());
        live = TwoVersions.live(LONG, LONG);
    }

    @AfterEach
    void free() {
        live.close();
    }

    @Test
    void withoutAModelNothingCanBeLeased() {
        assertThat(live.current()).isEmpty();
        assertThatThrownBy(() -> live.lease()).isInstanceOf(NotReadyException.class);
    }

    @Test
    void aConversationStaysOnItsVersionWhileThatIsHeld() throws IOException {
        SwapTest.roll(live, one, 1);
        SwapTest.roll(live, two, 2);
        try (Lease pinned = live.lease(one.id().value()); Lease fresh = live.lease(); Lease unknown = live.lease("v-000000000000")) {
            assertThat(pinned.version()).isEqualTo(new ServedVersion(one.id().value(), one.manifest().digest(), 1));
            assertThat(fresh.version().version()).isEqualTo(two.id().value());
            assertThat(unknown.version()).isEqualTo(fresh.version());
            assertThat(pinned.engine().complete(new GenerationRequest(new int[]{65}, Sampling.greedy(), 4)).ids()).isNotEmpty();
        }
        assertThat(live.state().held()).map(ServedVersion::version).contains(one.id().value());
    }

    @Test
    void aThirdVersionEndsTheOldestFirst() throws IOException {
        SwapTest.roll(live, one, 1);
        SwapTest.roll(live, two, 2);
        SwapTest.roll(live, one, 3);
        assertThat(live.current()).contains(new ServedVersion(one.id().value(), one.manifest().digest(), 3));
        assertThat(live.state().held()).map(ServedVersion::version).contains(two.id().value());
        assertThat(live.state().swaps()).isEqualTo(2);
    }

    @Test
    void aHeldVersionIsFreedWhenItsLastLeaseIsClosed() throws IOException {
        try (LiveModelUnpinned unpinned = new LiveModelUnpinned(TwoVersions.live(Duration.ZERO, LONG))) {
            SwapTest.roll(unpinned.live(), one, 1);
            Lease lease = unpinned.live().lease();
            SwapTest.roll(unpinned.live(), two, 2);
            assertThat(unpinned.live().state().held()).isPresent();
            assertThat(unpinned.live().lease(one.id().value()).version().version()).isEqualTo(two.id().value());
            assertThat(lease.engine().complete(new GenerationRequest(new int[]{65}, Sampling.greedy(), 4)).finishReason())
                    .isNotEqualTo(FinishReason.CANCELLED);
            lease.close();
            lease.close();
            await().until(() -> unpinned.live().state().held().isEmpty());
        }
    }

    @Test
    void aLeaseThatIsNeverClosedIsEndedAtTheDrainDeadline() throws IOException {
        try (LiveModelUnpinned impatient = new LiveModelUnpinned(TwoVersions.live(Duration.ZERO, Duration.ofMillis(50)))) {
            SwapTest.roll(impatient.live(), one, 1);
            Lease forgotten = impatient.live().lease();
            SwapTest.roll(impatient.live(), two, 2);
            await().until(() -> impatient.live().state().held().isEmpty());
            assertThatThrownBy(() -> forgotten.engine().complete(new GenerationRequest(new int[]{65}, Sampling.greedy(), 4)))
                    .isInstanceOf(dev.retort.generation.EngineClosedException.class);
        }
    }

    @Test
    void aRolloutThatIsNotCommittedLeavesTheChampionServing() throws IOException {
        SwapTest.roll(live, one, 1);
        try (Rollout rollout = live.prepare(two, 2)) {
            assertThat(rollout.version().version()).isEqualTo(two.id().value());
        }
        assertThat(live.current()).map(ServedVersion::version).contains(one.id().value());
        assertThat(live.state().swaps()).isZero();
    }

    @Test
    void aFolderThatCannotBeLoadedLeavesTheChampionServing() throws IOException {
        SwapTest.roll(live, one, 1);
        Manifest manifest = two.manifest();
        assertThatThrownBy(() -> live.prepare(new VersionFolder(work.resolve("nothing"), manifest), 2)).isInstanceOf(IOException.class)
                .hasMessageContaining("config.json");
        try (Lease lease = live.lease()) {
            assertThat(lease.version().epoch()).isEqualTo(1);
            assertThat(lease.engine().complete(new GenerationRequest(new int[]{65}, Sampling.greedy(), 4)).ids()).isNotEmpty();
        }
    }

    @Test
    void theSameVersionAnnouncedAgainOnlyChangesItsEpoch() throws IOException {
        SwapTest.roll(live, one, 1);
        live.advance(5);
        assertThat(live.current()).contains(new ServedVersion(one.id().value(), one.manifest().digest(), 5));
    }

    private record LiveModelUnpinned(LiveModel live) implements AutoCloseable {
        @Override
        public void close() {
            live.close();
        }
    }
}
