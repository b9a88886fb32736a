package dev.retort.loop;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.Patience;
import dev.retort.curation.CurationStore;
import dev.retort.curation.Learnable;
import dev.retort.events.CurvePoint;
import dev.retort.events.EventJson;
import dev.retort.events.EventSchemas;
import dev.retort.events.Topics;
import dev.retort.events.TrainingEvent;
import dev.retort.lines.LineStore;
import dev.retort.lines.Run;
import dev.retort.lines.RunState;
import dev.retort.lines.RunStore;
import dev.retort.local.StackResource;
import dev.retort.model.ModelConfig;
import dev.retort.model.Precision;
import dev.retort.model.Reference;
import dev.retort.model.Weights;
import dev.retort.registry.Manifest;
import dev.retort.registry.ManifestDraft;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionId;
import dev.retort.report.Curve;
import dev.retort.report.RunReport;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServedVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop of the application itself, over its API: corrections in, a champion out, and back again. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class LoopIT {
    private static final String LINE = "default";

    @Inject
    CurationStore curation;
    @Inject
    RunStore runs;
    @Inject
    LineStore lines;
    @Inject
    Pool pool;
    @Inject
    LiveModel live;
    @Inject
    ModelRegistry registry;
    @Inject
    Secrets secrets;
    @ConfigProperty(name = "retort.store")
    Path store;
    @ConfigProperty(name = "retort.home")
    Path home;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @BeforeEach
    void paused() {
        await().until(() -> live.current().isPresent());
        operator().post("/api/learning/pause").then().statusCode(200).body("paused", is(true));
        await().until(() -> wait(runs.active(LINE)).isEmpty());
    }

    /** Dismisses all that other tests have taught, which would be judged with it. */
    private void nothingElseIsLearned() {
        wait(pool.query("update example set state = 'dismissed' where state = 'approved' and source <> 'domain'").execute());
    }

    @AfterEach
    void learning() {
        wait(lines.inTransaction(transaction -> lines.coolDown(transaction, LINE, Instant.EPOCH)));
        operator().post("/api/learning/resume").then().statusCode(200).body("paused", is(false));
    }

    @Test
    void enoughCorrectionsMakeAChampionThatServesAndCanBeTakenBack() {
        nothingElseIsLearned();
        long epoch = live.current().orElseThrow().epoch();
        String before = live.current().orElseThrow().version();
        wait(curation.importExamples(Corrections.honest("c" + UUID.randomUUID().toString().substring(0, 4), 30)));
        assertThat(wait(curation.waiting(Learnable.REPLIES)).newExamples()).isGreaterThanOrEqualTo(30);
        wait(lines.inTransaction(transaction -> lines.coolDown(transaction, LINE, Instant.EPOCH)));
        operator().post("/api/learning/resume").then().statusCode(200);

        await().until(() -> wait(runs.active(LINE)).isPresent());
        Run run = ended(wait(runs.active(LINE)).orElseThrow().id());
        assertThat(run.reason()).startsWith("count: ");
        assertThat(run.state()).as(run.verdict() + " " + run.problem()).isEqualTo(RunState.PROMOTED);
        assertThat(wait(curation.waiting(Learnable.REPLIES)).newExamples()).isZero();
        await().untilAsserted(() -> assertThat(live.current().map(ServedVersion::epoch)).contains(epoch + 1));
        assertThat(live.current().orElseThrow().version()).isEqualTo(run.candidate().orElseThrow()).isNotEqualTo(before);
        operator().get("/api/runs/" + run.id()).then().statusCode(200).body("state", is("promoted")).body("parent", is(before))
                .body("verdict.verdict", is("accepted")).body("progress.step", notNullValue()).body("datasetDigest", notNullValue());
        toldAlike(run);
        given().get("/api/models").then().statusCode(200).body("epoch", is((int) epoch + 1))
                .body("champion.version", is(run.candidate().orElseThrow()))
                .body("here.serving.version", is(run.candidate().orElseThrow())).body("versions.id", hasItem(before));

        operator().contentType("application/json").body("{}").post("/api/models/rollback").then().statusCode(200).body("epoch",
                is((int) epoch + 2));
        await().untilAsserted(() -> assertThat(live.current()).hasValueSatisfying(now -> {
            assertThat(now.epoch()).isEqualTo(epoch + 2);
            assertThat(now.version()).isEqualTo(before);
        }));
        assertThat(wait(runs.run(run.id())).orElseThrow().state()).isEqualTo(RunState.ROLLED_BACK);
        assertThat(wait(lines.line(LINE)).orElseThrow().cooldownUntil())
                .hasValueSatisfying(until -> assertThat(until).isAfter(Instant.now()));
        operator().contentType("application/json").body("{\"version\":\"" + before + "\"}").post("/api/models/rollback").then()
                .statusCode(409)
                .contentType("application/problem+json").body("detail", containsString("champion already"));
    }

    @Test
    void aRunByHandStartsAlthoughLearningIsPausedAndIsTheOnlyOne() {
        String id = operator().post("/api/runs").then().statusCode(202).body("reason", is("by hand")).body("requestedBy", is("agent"))
                .extract().path("id");
        operator().post("/api/runs").then().statusCode(409).body("title", is("A run is active"));
        operator().post("/api/runs/" + id + "/cancel").then().statusCode(200).body("state", is("cancelled"));
        operator().post("/api/runs/" + id + "/cancel").then().statusCode(409);
        operator().get("/api/runs?limit=1").then().statusCode(200).body("[0].id", is(id)).body("[0].problem",
                startsWith("cancelled by agent"));
        operator().get("/api/runs/" + id + "/report").then().statusCode(200).body(containsString("cancelled by agent"));
    }

    @Test
    void customersMayLookButNotSteer() {
        given().get("/api/models").then().statusCode(200).body("line", is(LINE));
        for (String path : new String[]{"/api/runs", "/api/learning/pause", "/api/models/rollback"}) {
            given().contentType("application/json").body("{}").post(path).then().statusCode(403);
        }
        given().get("/api/runs").then().statusCode(403);
    }

    @Test
    void whatDoesNotExistIsNamed() {
        for (String part : new String[]{"", "/curve", "/report"}) {
            operator().get("/api/runs/run-1" + part).then().statusCode(404).body("detail", containsString("run-1"));
        }
        operator().get("/api/runs?limit=0").then().statusCode(400).body("detail", containsString("1 to 200"));
        operator().contentType("application/json").body("{\"version\":\"v-000000000000\"}").post("/api/models/rollback").then()
                .statusCode(409)
                .body("detail", containsString("v-000000000000"));
    }

    @Test
    void aDamagedVersionIsNotRolledBackTo() throws Exception {
        ServedVersion serving = live.current().orElseThrow();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "loop");
        ModelConfig config = ModelConfig.read(Reference.MODEL);
        config.write(folder);
        Weights.random(config, System.nanoTime()).write(folder, Precision.F32);
        Files.copy(Reference.MODEL.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Manifest other = registry.publish(folder, ManifestDraft.base(Instant.now()));
        wait(lines.register(LINE, other, Optional.empty()));
        Files.write(store.resolve(other.id().value()).resolve("model.safetensors"), new byte[]{1, 2, 3});

        operator().contentType("application/json").body("{\"version\":\"" + other.id().value() + "\"}").post("/api/models/rollback").then()
                .statusCode(409).body("detail", containsString("model.safetensors"));
        assertThat(live.current()).contains(serving);
        assertThat(registry.open(new VersionId(serving.version()))).isNotNull();
    }

    @Test
    void aVersionOfOnesOwnIsPromotedWithAReasonBringsItsConversationsAndIsTakenBack() throws Exception {
        ServedVersion before = live.current().orElseThrow();
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "own");
        ModelConfig config = ModelConfig.read(Reference.MODEL);
        config.write(folder);
        Weights.random(config, System.nanoTime()).write(folder, Precision.F32);
        Files.copy(Reference.MODEL.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        String reply = "Own " + UUID.randomUUID();
        Files.writeString(Files.createDirectory(folder.resolve("retort")).resolve("replay.jsonl"),
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Whose is " + reply + "?\"}, {\"role\": \"assistant\", \"content\": \""
                        + reply
                        + "\"}]}\n");
        Manifest own = registry.publish(folder,
                new ManifestDraft(Optional.empty(), Instant.now(), "import", Optional.empty(), Map.of(), Map.of()));
        String body = "{\"version\": \"" + own.id() + "\", \"reason\": \"it is ours\", \"forced\": true}";

        given().contentType("application/json").body(body).post("/api/models/promote").then().statusCode(403);
        operator().contentType("application/json").body(body.replace("it is ours", " ")).post("/api/models/promote").then().statusCode(400)
                .body("detail", containsString("reason is missing"));
        operator().contentType("application/json").body(body.replace(own.id().value(), "v-000000000000")).post("/api/models/promote").then()
                .statusCode(409).body("detail", containsString("v-000000000000"));
        operator().contentType("application/json").body(body.replace(own.id().value(), "../x")).post("/api/models/promote").then()
                .statusCode(400).body("detail", containsString("is not a version"));

        operator().contentType("application/json").body(body.replace(own.id().value(), "1000000")).post("/api/models/promote").then()
                .statusCode(409).body("detail", containsString("has no version 1000000"));

        operator().contentType("application/json").body(body.replace(own.id().value(), own.id().value().substring(0, 11)))
                .post("/api/models/promote").then().statusCode(200)
                .body("epoch", is((int) before.epoch() + 1)).body("champion.version", is(own.id().value()));
        operator().contentType("application/json").body(body).post("/api/models/promote").then().statusCode(409)
                .body("detail", containsString("champion already"));
        await().untilAsserted(() -> assertThat(live.current().map(ServedVersion::version)).contains(own.id().value()));
        given().get("/api/models").then().statusCode(200)
                .body("versions.find { it.id == '" + own.id() + "' }.promotions[0].kind", is("forced"))
                .body("versions.find { it.id == '" + own.id() + "' }.promotions[0].reason", is("it is ours"))
                .body("here.inMemory.version", hasItem(own.id().value()));
        assertThat(operator().get("/api/examples?source=domain&limit=200&split=train").then().statusCode(200).extract().body().asString())
                .contains(reply);
        assertThat(Start.BASE.of(own.id(), registry)).as("later runs start from it").isEqualTo(own.id());

        operator().contentType("application/json").body("{\"version\":\"version " + before.epoch() + "\"}").post("/api/models/rollback")
                .then()
                .statusCode(200).body("champion.version", is(before.version()));
        await().untilAsserted(() -> assertThat(live.current().map(ServedVersion::version)).contains(before.version()));
    }

    /** The curve is the same on Kafka, over the API and in the run's record; the page is there for people. */
    private void toldAlike(Run run) {
        Curve curve = RunReports.recorded(run).map(Curve::of).orElseThrow();
        List<CurvePoint> recorded = curve.points();
        await().untilAsserted(() -> assertThat(published(run.id())).isEqualTo(recorded));
        assertThat(recorded).hasSizeGreaterThan(5);
        String base = "/api/runs/" + run.id();
        operator().get(base).then().body("links.report", is(base + "/report")).body("links.curve", is(base + "/curve"));
        operator().get(base + "/curve").then().statusCode(200).body("points.step", is(recorded.stream().map(CurvePoint::step).toList()))
                .body("kept", is(curve.kept().orElseThrow()));
        operator().get(base + "/curve?after=3").then().statusCode(200).body("points[0].step", is(4));
        String page = operator().get(base + "/report").then().statusCode(200).contentType("text/html")
                .header("Content-Security-Policy", RunReport.policy()).header("Cache-Control", "no-store").extract().asString();
        assertThat(page).contains(run.id(), "promoted", run.candidate().orElseThrow(), run.datasetDigest().orElseThrow(),
                "In shop two, dear.",
                recorded.size() + " updates", "correctionPerplexity");
        given().get(base + "/report").then().statusCode(403);
        assertThat(home.resolve("runs").resolve(run.id()).resolve("report.html")).content().contains(run.id(), "In shop two, dear.");
    }

    /** As any client of Kafka reads it: a later event counts more than an earlier one. */
    private List<CurvePoint> published(String run) {
        Map<Integer, CurvePoint> steps = new TreeMap<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers, "key.deserializer", StringDeserializer.class,
                "value.deserializer",
                StringDeserializer.class);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.TRAINING).stream()
                    .map(partition -> new TopicPartition(Topics.TRAINING, partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().equals(run)) {
                        read(record.value()).curve().ifPresent(points -> points.forEach(point -> steps.put(point.step(), point)));
                    }
                }
            }
        }
        return List.copyOf(steps.values());
    }

    private static TrainingEvent read(String event) {
        try {
            EventSchemas.validate(TrainingEvent.TYPE, EventJson.MAPPER.readTree(event));
            return EventJson.MAPPER.readValue(event, TrainingEvent.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Run ended(String id) {
        await().until(() -> wait(runs.run(id)).orElseThrow().finishedAt().isPresent());
        return wait(runs.run(id)).orElseThrow();
    }

    private RequestSpecification operator() {
        return given().header("Authorization", "Bearer " + secrets.loginToken());
    }

    private static <T> T wait(io.smallrye.mutiny.Uni<T> uni) {
        return uni.await().atMost(Patience.LONG);
    }
}
