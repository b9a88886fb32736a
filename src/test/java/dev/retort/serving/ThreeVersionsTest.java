package dev.retort.serving;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.retort.generation.Completion;
import dev.retort.generation.EngineClosedException;
import dev.retort.generation.FinishReason;
import dev.retort.generation.GenerationRequest;
import dev.retort.generation.Sampling;
import dev.retort.model.ResidentSet;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A champion, a version that conversations are pinned to, and one that is offered by its name, all in memory at once. */
class ThreeVersionsTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final GenerationRequest REQUEST = new GenerationRequest(new int[]{72, 105}, Sampling.greedy(), 30);
    private static final int ROUNDS = 3; // of six orders each

    @TempDir
    Path work;
    private VersionFolder one;
    private VersionFolder two;
    private VersionFolder three;

    @BeforeEach
    void publish() throws IOException {
        ModelRegistry registry = new ModelRegistry(work.resolve("store"));
        one = registry.open(TwoVersions.publish(registry, work, 1).id());
        two = registry.open(TwoVersions.publish(registry, work, 2).id());
        three = registry.open(TwoVersions.publish(registry, work, 3).id());
    }

    @Test
    void allThreeAnswerAtOnceAndAreFreedInAnyOrder() throws IOException {
        List<String> names = List.of(name(one), name(two), name(three));
        List<List<Integer>> alone = List.of(alone(one), alone(two), alone(three));
        assertThat(alone).doesNotHaveDuplicates();
        long first = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (List<Integer> order : orders()) {
                LiveModel live = TwoVersions.live(3, LONG, LONG);
                SwapTest.roll(live, one, 1);
                SwapTest.roll(live, two, 2);
                Rollout rollout = live.prepare(three, 3);
                rollout.offer();
                assertThat(live.versions()).extracting(ServedVersion::version).containsExactly(name(two), name(three), name(one));

                List<Lease> leases = names.stream().map(name -> live.named(name).orElseThrow()).toList();
                List<CompletableFuture<Completion>> replies = leases.stream()
                        .map(lease -> CompletableFuture.supplyAsync(() -> lease.engine().complete(REQUEST))).toList();
                for (int i = 0; i < names.size(); i++) {
                    assertThat(leases.get(i).version().version()).isEqualTo(names.get(i));
                    assertThat(ids(replies.get(i).join())).isEqualTo(alone.get(i));
                }

                // the leases, the rollout and the whole set, whichever ends first
                List<Runnable> ends = List.of(() -> leases.forEach(Lease::close), rollout::close, live::close);
                order.forEach(end -> ends.get(end).run());
                assertThat(live.versions()).isEmpty();
                leases.forEach(lease -> assertThatThrownBy(() -> lease.engine().complete(REQUEST))
                        .isInstanceOf(EngineClosedException.class));
            }
            System.gc();
            first = round == 0 ? ResidentSet.kilobytes() : first;
        }
        assertThat((double) ResidentSet.kilobytes()).isCloseTo(first, within(0.1 * first));
    }

    @Test
    void anOfferedVersionAnswersOnlyThoseWhoNameIt() throws IOException {
        try (Serving serving = new Serving(TwoVersions.live(3, LONG, LONG))) {
            LiveModel live = serving.live();
            SwapTest.roll(live, one, 1);
            try (Rollout rollout = live.prepare(two, 2)) {
                assertThat(live.named(name(two))).isEmpty();
                try (Lease trial = rollout.lease()) {
                    assertThat(ids(trial.engine().complete(REQUEST))).isNotEmpty();
                }
                rollout.offer();
                try (Lease named = live.lease(name(two)); Lease unnamed = live.lease()) {
                    assertThat(named.version().version()).isEqualTo(name(two));
                    assertThat(unnamed.version().version()).isEqualTo(name(one));
                }
                rollout.commit();
            }
            assertThat(live.current()).map(ServedVersion::version).contains(name(two));
            assertThat(live.state().held()).map(ServedVersion::version).contains(name(one));
        }
    }

    @Test
    void aVersionThatIsRolledBackFinishesItsReplies() throws IOException {
        try (Serving serving = new Serving(TwoVersions.live(3, LONG, LONG))) {
            LiveModel live = serving.live();
            SwapTest.roll(live, one, 1);
            Rollout rollout = live.prepare(two, 2);
            rollout.offer();
            Lease lease = live.named(name(two)).orElseThrow();
            rollout.close();
            assertThat(live.named(name(two))).isEmpty();
            assertThatThrownBy(rollout::lease).isInstanceOf(NotReadyException.class).hasMessageContaining(name(two));
            assertThatThrownBy(rollout::commit).isInstanceOf(IllegalStateException.class);
            assertThat(lease.engine().complete(REQUEST).finishReason()).isNotEqualTo(FinishReason.CANCELLED);
            lease.close();
            await().until(() -> live.versions().size() == 1);
            assertThat(live.current()).map(ServedVersion::version).contains(name(one));
        }
    }

    @Test
    void aFullSetEndsTheVersionThatWasPinnedFirst() throws IOException {
        try (Serving serving = new Serving(TwoVersions.live(3, LONG, LONG))) {
            LiveModel live = serving.live();
            Rollout early = live.prepare(one, 1); // loaded first, champion last
            SwapTest.roll(live, two, 2);
            SwapTest.roll(live, three, 3);
            early.commit();
            assertThat(live.versions()).extracting(ServedVersion::version).containsExactly(name(one), name(three), name(two));
            live.prepare(two, 4).commit();
            assertThat(live.versions()).containsExactly(served(two, 4), served(one, 1), served(three, 3));
        }
    }

    @Test
    void aFullSetInWhichEveryVersionIsNeededTakesNoOther() throws IOException {
        try (Serving serving = new Serving(TwoVersions.live(2, LONG, LONG))) {
            LiveModel live = serving.live();
            SwapTest.roll(live, one, 1);
            try (Rollout rollout = live.prepare(two, 2)) {
                assertThatThrownBy(() -> live.prepare(three, 3)).isInstanceOf(NoRoomException.class)
                        .hasMessage("2 versions are in memory (version 1 (%s) is champion, version 2 (%s) is prepared), at most 2 may be"
                                + " (retort.serving.max-versions)", name(one), name(two));
                rollout.offer();
                assertThat(live.named(name(two))).hasValueSatisfying(Lease::close);
            }
            SwapTest.roll(live, three, 3);
            assertThat(live.current()).contains(served(three, 3));
        }
    }

    @Test
    void aVersionThatServesAgainNeedsNoOlderCopyOfItself() throws IOException {
        try (Serving serving = new Serving(TwoVersions.live(3, LONG, LONG))) {
            LiveModel live = serving.live();
            SwapTest.roll(live, one, 1);
            SwapTest.roll(live, two, 2);
            SwapTest.roll(live, one, 3);
            await().until(() -> live.versions().size() == 2);
            assertThat(live.versions()).containsExactly(served(one, 3), served(two, 2));
        }
    }

    @Test
    void aFolderThatCannotBeLoadedTakesNoPlace() throws IOException {
        try (Serving serving = new Serving(TwoVersions.live(2, LONG, LONG))) {
            LiveModel live = serving.live();
            SwapTest.roll(live, one, 1);
            VersionFolder nothing = new VersionFolder(work.resolve("nothing"), two.manifest());
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> live.prepare(nothing, 2)).isInstanceOf(IOException.class);
            }
            SwapTest.roll(live, two, 2);
            assertThat(live.versions()).containsExactly(served(two, 2), served(one, 1));
        }
    }

    @Test
    void onePlaceIsTooFew() {
        try (Serving serving = new Serving(TwoVersions.live(1, LONG, LONG))) {
            assertThatThrownBy(() -> serving.live().prepare(one, 1)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("retort.serving.max-versions is 1, expected at least 2");
        }
    }

    private static List<List<Integer>> orders() {
        return List.of(List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0), List.of(2, 0, 1), List.of(2, 1, 0));
    }

    private static String name(VersionFolder folder) {
        return folder.id().value();
    }

    private static ServedVersion served(VersionFolder folder, long epoch) {
        return new ServedVersion(name(folder), folder.manifest().digest(), epoch);
    }

    private static List<Integer> alone(VersionFolder folder) throws IOException {
        try (Serving serving = new Serving(TwoVersions.live(Duration.ZERO, LONG))) {
            SwapTest.roll(serving.live(), folder, 1);
            try (Lease lease = serving.live().lease()) {
                return ids(lease.engine().complete(REQUEST));
            }
        }
    }

    private static List<Integer> ids(Completion completion) {
        return Arrays.stream(completion.ids()).boxed().toList();
    }

    private record Serving(LiveModel live) implements AutoCloseable {
        @Override
        public void close() {
            live.close();
        }
    }
}
