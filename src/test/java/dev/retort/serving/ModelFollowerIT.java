package dev.retort.serving;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.events.EventPublisher;
import dev.retort.events.ModelEvent;
import dev.retort.events.Topics;
import dev.retort.events.VersionRef;
import dev.retort.local.StackResource;
import dev.retort.model.Reference;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Champions are announced on Kafka; each test has a line, a store and a live model of its own. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class ModelFollowerIT {
    @Inject
    EventPublisher publisher;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private Path work;

    private final String line = "line-" + UUID.randomUUID();
    private ModelRegistry registry;
    private VersionRef one;
    private VersionRef two;

    @BeforeEach
    void publish() throws IOException {
        work = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "follower");
        registry = new ModelRegistry(work.resolve("store"));
        one = ref(registry.publish(Reference.MODEL, ManifestDraft.base(Instant.EPOCH)));
        two = ref(TwoVersions.publish(registry, work, 1));
    }

    @Test
    void onlyTheLatestChampionIsLoadedAtAStartAndLowerEpochsAreIgnored() throws Exception {
        announce(3, one, Optional.empty());
        announce(7, two, Optional.of(one));
        announce(5, one, Optional.of(two));
        try (Following following = new Following()) {
            following.serves(two, 7);
            assertThat(following.live.state().swaps()).isZero();
            announce(6, one, Optional.of(two));
            announce(8, one, Optional.of(two));
            following.serves(one, 8);
            assertThat(following.live.state().swaps()).isEqualTo(1);
        }
    }

    @Test
    void aDamagedVersionIsRefusedByItsFileAndTheOldServesUntilItIsRepaired() throws Exception {
        announce(1, one, Optional.empty());
        try (Following following = new Following()) {
            following.serves(one, 1);
            Path weights = work.resolve("store").resolve(two.version()).resolve("model.safetensors");
            byte[] good = Files.readAllBytes(weights);
            byte[] bad = good.clone();
            bad[bad.length - 5] ^= 1;
            Files.write(weights, bad);
            announce(2, two, Optional.of(one));
            await().until(() -> following.live.state().lastFailure().isPresent());
            ServingState.Failure failure = following.live.state().lastFailure().orElseThrow();
            assertThat(failure.version()).isEqualTo(two.version());
            assertThat(failure.reason()).contains("model.safetensors");
            following.serves(one, 1);
            try (Lease lease = following.live.lease()) {
                assertThat(lease.version().version()).isEqualTo(one.version());
            }
            Files.write(weights, good);
            following.serves(two, 2);
            assertThat(following.live.state().lastFailure()).isEmpty();
        }
    }

    @Test
    void whereTheChampionIsDamagedAtAStartTheOneBeforeServes() throws Exception {
        Files.delete(work.resolve("store").resolve(two.version()).resolve("config.json"));
        announce(2, two, Optional.of(one));
        try (Following following = new Following()) {
            following.serves(one, 1);
            await().until(() -> following.live.state().lastFailure().isPresent());
            assertThat(following.live.state().lastFailure().orElseThrow().reason()).contains("config.json");
        }
    }

    @Test
    void whatIsNoAnnouncementIsPassedOver() throws Exception {
        announce(1, one, Optional.empty());
        try (Following following = new Following();
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", kafka.get("bootstrap.servers")), new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            following.serves(one, 1);
            byte[] key = line.getBytes(StandardCharsets.UTF_8);
            String unknown = "{\"line\": \"%s\", \"epoch\": \"nine\"}".formatted(line);
            for (byte[] value : new byte[][]{"not JSON".getBytes(StandardCharsets.UTF_8), unknown.getBytes(StandardCharsets.UTF_8),
                    new byte[900_000], {}, null}) {
                producer.send(new ProducerRecord<>(Topics.MODELS, key, value)).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            }
            announce(2, two, Optional.of(one));
            following.serves(two, 2);
        }
    }

    private void announce(long epoch, VersionRef champion, Optional<VersionRef> previous) {
        publisher.publish(new ModelEvent(line, epoch, champion, previous, Optional.empty(), Instant.now())).await()
                .atMost(Patience.LONG);
    }

    private static VersionRef ref(Manifest manifest) {
        return new VersionRef(manifest.id().value(), manifest.digest());
    }

    private final class Following implements AutoCloseable {
        private final LiveModel live = TwoVersions.live(Duration.ZERO, Duration.ofMinutes(1));
        private final ModelFollower follower = new ModelFollower(live, registry, TwoVersions.impatient(), kafka, line);

        Following() {
            follower.start(null);
        }

        void serves(VersionRef version, long epoch) {
            await()
                    .untilAsserted(
                            () -> assertThat(live.current()).contains(new ServedVersion(version.version(), version.digest(), epoch)));
        }

        @Override
        public void close() throws InterruptedException {
            follower.stop(null);
            live.close();
        }
    }
}
