package dev.retort.loop;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.curation.CuratedExample;
import dev.retort.curation.CurationStore;
import dev.retort.curation.Learnable;
import dev.retort.events.EventJson;
import dev.retort.events.Topics;
import dev.retort.events.VersionRef;
import dev.retort.lines.FencedException;
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.lines.Run;
import dev.retort.lines.RunData;
import dev.retort.lines.RunState;
import dev.retort.lines.RunStore;
import dev.retort.local.Settings;
import dev.retort.local.StackResource;
import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Reference;
import dev.retort.model.Weights;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServedVersion;
import dev.retort.settings.ModelSettings;
import dev.retort.settings.SafetySettings;
import dev.retort.trainer.JobJson;
import dev.retort.trainer.TrainerCommand;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who leads and who does not, and trainers that die; each test has a line of its own. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class LeaderIT {
    private static final Run.Progress LATE = new Run.Progress(OptionalInt.empty(), OptionalInt.empty(), OptionalDouble.empty(),
            OptionalDouble.empty(), OptionalDouble.empty(), Optional.of("I am late"));

    @Inject
    LoopFactory factory;
    @Inject
    RunStore runs;
    @Inject
    LineStore lines;
    @Inject
    Promotions promotions;
    @Inject
    CurationStore curation;
    @Inject
    LiveModel live;
    @Inject
    Pool pool;
    @Inject
    ModelSettings model;
    @Inject
    GateSettings gate;
    @Inject
    SafetySettings safety;
    @Inject
    ModelRegistry registry;
    @ConfigProperty(name = "retort.home")
    Path home;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    private final String line = "line-" + UUID.randomUUID();
    private final String run = "run-" + UUID.randomUUID();

    @BeforeEach
    void thereIsSomethingToLearn() {
        await().until(() -> live.current().isPresent());
        wait(lines.pause("default", true));
        wait(curation.importExamples(Corrections.honest("leader", 20)));
        wait(lines.pause("default", false));
    }

    @Test
    void aTrainerThatCrashesAgainAndAgainFailsItsRunWithTheEndOfItsLog() {
        ServedVersion serving = live.current().orElseThrow();
        try (LearningLoop loop = factory.create(TestConfig.byHand(line).withTrainer("sh", "-c", "echo the memory is full >&2; exit 3"))) {
            begin(loop);
            Run failed = await().until(() -> wait(runs.run(run)).orElseThrow(), now -> now.state() == RunState.FAILED);
            assertThat(failed.attempt()).isEqualTo(3);
            assertThat(failed.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("exit code 3").contains("the memory is full"));
        }
        assertThat(live.current()).contains(serving);
    }

    @Test
    void aRunThatFailsGivesItsCorrectionsBackAndTheNextOneHasThemAsNewOnes() {
        wait(lines.pause("default", true));
        await().until(() -> wait(runs.active("default")).isEmpty());
        wait(curation.importExamples(Corrections.honest("g" + UUID.randomUUID().toString().substring(0, 4), 20)));
        try (LearningLoop loop = factory.create(TestConfig.byHand(line).withTrainer("sh", "-c", "echo No space left >&2; exit 1"))) {
            begin(loop);
            await().until(() -> wait(runs.run(run)).orElseThrow().state() == RunState.FAILED);
            long learned = newExamples(run);
            assertThat(learned).isGreaterThanOrEqualTo(20);
            await().until(() -> wait(curation.waiting(Learnable.REPLIES)).newExamples() >= learned);

            String next = "run-" + UUID.randomUUID();
            wait(runs.request(next, line, "by hand", "test", Instant.now()));
            loop.wake();
            await().until(() -> wait(runs.run(next)).orElseThrow().state() == RunState.FAILED);
            assertThat(newExamples(next)).isGreaterThanOrEqualTo(learned);
        } finally {
            wait(lines.pause("default", false));
        }
    }

    private long newExamples(String id) {
        return wait(curation.dataset(id)).examples().stream().filter(CuratedExample::isNew).count();
    }

    @Test
    void aCrashCountsOnceAlthoughTheDatabaseIsSlowToRecordIt() throws IOException {
        Path crash = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "leader").toAbsolutePath().resolve("now");
        TestConfig config = TestConfig.byHand(line).withDatabaseTimeout(Duration.ofSeconds(2))
                .withTrainer("sh", "-c", "until [ -e '" + crash + "' ]; do sleep 0.1; done; exit 3");
        try (LearningLoop loop = factory.create(config)) {
            begin(loop);
            await().until(() -> wait(runs.run(run)).orElseThrow().hasOpenAttempt());
            SqlConnection slow = wait(pool.getConnection());
            Transaction transaction = wait(slow.begin());
            wait(slow.preparedQuery("select id from run where id = $1 for update").execute(Tuple.of(run)));
            Files.createFile(crash);
            await().until(() -> waitingForTheRun() >= 2);
            wait(transaction.rollback());
            wait(slow.close());
            Run failed = await().until(() -> wait(runs.run(run)).orElseThrow(), now -> now.state() == RunState.FAILED);
            assertThat(failed.attempt()).as("attempts, each of which crashed").isEqualTo(3);
        }
    }

    private long waitingForTheRun() {
        return wait(pool.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%update run set%'")
                .execute()).iterator().next().getLong(0);
    }

    @Test
    void aRunOutlivesItsLeaderItsTrainerAndItsConnection() throws IOException {
        TestConfig config = TestConfig.byHand(line).withTrainer(realTwiceAndThenScripted());
        long first;
        try (LearningLoop loop = factory.create(config, endless())) {
            begin(loop);
            trains(1, 0);
            await().until(() -> Files.isDirectory(checkpoint()) && !isEmpty(checkpoint()));
            first = wait(lines.line(line)).orElseThrow().leader();
        }
        assertThat(wait(runs.run(run)).orElseThrow().heartbeat()).isEmpty();
        assertThat(wait(runs.progress(run, first - 1, RunState.TRAINING, LATE, Instant.now()))).isFalse();

        try (LearningLoop loop = factory.create(config, endless())) {
            loop.start();
            Run taken = trains(2, 0);
            long second = wait(lines.line(line)).orElseThrow().leader();
            assertThat(second).isGreaterThan(first);
            assertThat(wait(runs.end(run, first, RunState.FAILED, "I am late", Instant.now()))).isFalse();
            assertThatThrownBy(() -> wait(promotions.promote(taken, first))).isInstanceOf(FencedException.class);
            assertThat(taken.progress().message()).hasValueSatisfying(message -> assertThat(message).startsWith("goes on after step"));

            ProcessHandle.of(loop.trainer().orElseThrow().pid()).orElseThrow().destroyForcibly();
            trains(3, 1);

            assertThat(wait(pool.preparedQuery("""
                    select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
                    and (classid::bigint << 32 | objid::bigint) = hashtextextended('retort line ' || $1, 0)""")
                    .execute(Tuple.of(line))).iterator().next().getBoolean(0)).isTrue();
            trains(4, 1);
            assertThat(wait(lines.line(line)).orElseThrow().leader()).isGreaterThan(second);

            long pid = loop.trainer().orElseThrow().pid();
            assertThat(wait(runs.cancel(run, "enough", Instant.now()))).isTrue();
            await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    @Test
    void onlyOneOfTwoLeads() throws Exception {
        try (LearningLoop one = factory.create(TestConfig.byHand(line)); LearningLoop other = factory.create(TestConfig.byHand(line))) {
            one.round();
            long leader = wait(lines.line(line)).orElseThrow().leader();
            other.round();
            one.round();
            assertThat(wait(lines.line(line)).orElseThrow().leader()).isEqualTo(leader);
            assertThat(wait(lines.line(line)).orElseThrow().epoch()).as("the base model is champion once").isEqualTo(1);
            one.close();
            other.round();
            assertThat(wait(lines.line(line)).orElseThrow().leader()).isEqualTo(leader + 1);
            assertThat(wait(lines.line(line)).orElseThrow().epoch()).isEqualTo(1);
        }
    }

    @Test
    void aPromotionIsDoneAndAnnouncedAlthoughItsLeadersDieInTheMiddleOfIt() throws Exception {
        try (LearningLoop loop = factory.create(TestConfig.byHand(line))) {
            loop.round();
        }
        // the leader died between the verdict and the promotion
        Run accepted = accepted();
        try (LearningLoop loop = factory.create(TestConfig.byHand(line))) {
            loop.round();
            assertThat(wait(runs.run(run)).orElseThrow().state()).isEqualTo(RunState.PROMOTED);
            assertThat(wait(lines.line(line)).orElseThrow().champion().map(VersionRef::version)).isEqualTo(accepted.candidate());
            assertThat(announced()).containsExactly(1L, 2L);
        }
        // the leader died between the promotion in the database and its announcement
        Line before = wait(lines.line(line)).orElseThrow();
        wait(promotions.rollBack(line, before.previous().orElseThrow(), "test", Instant.EPOCH));
        assertThat(announced()).doesNotContain(3L);
        try (LearningLoop loop = factory.create(TestConfig.byHand(line))) {
            loop.round();
            assertThat(announced()).contains(3L);
        }
        assertThat(unsent()).isZero();
    }

    /** A run whose candidate is registered and accepted; nobody leads. */
    private Run accepted() throws IOException {
        Line before = wait(lines.line(line)).orElseThrow();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "leader");
        Reference.copyModel(folder);
        ModelConfig config = ModelConfig.read(folder);
        Weights.random(config, System.nanoTime()).write(folder, Precision.F32);
        String parent = before.champion().orElseThrow().version();
        Manifest candidate = registry.publish(folder,
                ManifestDraft.run(run, new VersionId(parent), Instant.now(), "digest", Map.of(), Map.of()));
        wait(lines.register(line, candidate, Optional.of(run)));
        Run requested = wait(runs.request(run, line, "by hand", "test", Instant.now())).orElseThrow();
        assertThat(wait(runs.begin(requested, before.leader(), 1, parent, new RunData("ds", "digest", 1, 1), Instant.now()))).isTrue();
        assertThat(wait(runs.judged(run, before.leader(), RunState.ACCEPTED, candidate.id().value(), JobJson.MAPPER.createObjectNode(),
                JobJson.MAPPER.createObjectNode(), Instant.now()))).isTrue();
        return wait(runs.run(run)).orElseThrow();
    }

    /** The epochs of this line that Kafka has been told of, in order, each once. */
    private List<Long> announced() {
        var partition = new TopicPartition(Topics.MODELS, 0);
        try (var consumer = new KafkaConsumer<>(Map.<String, Object>of("bootstrap.servers", brokers), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<Long> epochs = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> told : consumer.poll(Duration.ofMillis(200))) {
                    if (new String(told.key(), StandardCharsets.UTF_8).equals(line)) {
                        epochs.add(EventJson.MAPPER.readTree(told.value()).path("epoch").asLong());
                    }
                }
            }
            return epochs.stream().distinct().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long unsent() {
        return wait(pool.preparedQuery("select count(*) from outbox where line = $1 and sent is null")
                .execute(Tuple.of(line))).iterator().next().getLong(0);
    }

    private static <T> T wait(Uni<T> uni) {
        return uni.await().atMost(Patience.LONG);
    }

    private void begin(LearningLoop loop) {
        loop.start();
        await().until(() -> wait(lines.line(line)).flatMap(Line::champion).isPresent());
        assertThat(wait(runs.request(run, line, "by hand", "test", Instant.now()))).isPresent();
    }

    private Run trains(int attempt, int crashes) {
        Run now = await().until(() -> wait(runs.run(run)).orElseThrow(), seen -> seen.attempt() == attempt
                && seen.progress().step().orElse(0) > 1 && seen.heartbeat().isPresent() || seen.finishedAt().isPresent());
        assertThat(now.state()).as(now.problem().orElse("")).isEqualTo(RunState.TRAINING);
        assertThat(now.crashes()).isEqualTo(crashes);
        return now;
    }

    private Path checkpoint() {
        return home.resolve("runs").resolve(run).resolve("checkpoint");
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file -> file.getFileName().toString().startsWith("unfinished"));
        }
    }

    /** A start and a start that goes on from a checkpoint need the real trainer; those after them only somebody who is at work. */
    private static String[] realTwiceAndThenScripted() throws IOException {
        Path starts = Files.createTempFile(Files.createDirectories(Path.of("target", "it")), "leader", ".starts").toAbsolutePath();
        List<String> real = new TrainerCommand(Optional.empty(), "256m", 0).words(Path.of("job"));
        String script = "echo start >> '%1$s'; [ $(wc -l < '%1$s') -gt 2 ] || exec \"$@\"; ".formatted(starts)
                + "echo '{\"stage\":\"training\",\"step\":7,\"steps\":100}'; exec cat > /dev/null";
        return Stream.concat(Stream.of("sh", "-c", script, "trainer"), real.subList(0, real.indexOf("--job")).stream())
                .toArray(String[]::new);
    }

    private JobPlan endless() {
        return new JobPlan(home, model,
                Settings.of(TrainingSettings.class, Map.of("retort.training.learning-rate", "1e-4", "retort.training.epochs", "10000",
                        "retort.training.rows", "16", "retort.training.threads", "1")),
                gate, safety);
    }
}
