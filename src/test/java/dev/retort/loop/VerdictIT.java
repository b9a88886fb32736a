package dev.retort.loop;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.curation.CurationStore;
import dev.retort.curation.Learnable;
import dev.retort.lines.Line;
import dev.retort.lines.LineStore;
import dev.retort.lines.Run;
import dev.retort.lines.RunState;
import dev.retort.lines.RunStore;
import dev.retort.local.Settings;
import dev.retort.local.StackResource;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import dev.retort.serving.ServedVersion;
import dev.retort.settings.ModelSettings;
import dev.retort.settings.SafetySettings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs whose candidate does not take over, by the real trainer and the real gate; each test has a line of its own. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class VerdictIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int CORRECTIONS = 20;

    @Inject
    LoopFactory factory;
    @Inject
    RunStore runs;
    @Inject
    LineStore lines;
    @Inject
    CurationStore curation;
    @Inject
    LiveModel live;
    @Inject
    ModelRegistry registry;
    @Inject
    ModelSettings model;
    @Inject
    SafetySettings safety;
    @Inject
    Secrets secrets;
    @ConfigProperty(name = "retort.home")
    Path home;

    private final String line = "line-" + UUID.randomUUID();

    /** The application's own loop must not take the corrections away. */
    @BeforeEach
    void onlyThisLineLearns() {
        await().until(() -> live.current().isPresent());
        wait(lines.pause("default", true));
        await().until(() -> wait(runs.active("default")).isEmpty());
    }

    @AfterEach
    void allLearn() {
        wait(lines.pause("default", false));
    }

    @Test
    void aCandidateThatImprovesLessThanTheGateAsksForIsRejectedAndTheChampionServesOn() throws IOException {
        Run run = judged(Map.of("retort.training.learning-rate", "1e-4", "retort.training.epochs", "1",
                "retort.gate.max-correction-perplexity-ratio", "0.5"), RunState.REJECTED);
        assertThat(run.verdict().orElseThrow().path("summary").asText()).isNotBlank();
        told(run).body("state", is("rejected")).body("verdict.verdict", is("rejected"))
                .body("verdict.rules.findAll { it.outcome == 'FAILED' }.rule", hasItem("correctionPerplexity"))
                .body("verdict.rules.findAll { it.outcome == 'FAILED' }.explanation", not(hasItem("")));
    }

    @Test
    void aCandidateThatTooFewCorrectionsSpeakForIsInconclusiveAndTheChampionServesOn() throws IOException {
        Run run = judged(Map.of("retort.training.learning-rate", "1e-4", "retort.training.epochs", "1", "retort.gate.min-corrections",
                "1000000"), RunState.INCONCLUSIVE);
        told(run).body("state", is("inconclusive")).body("verdict.verdict", is("inconclusive"))
                .body("verdict.rules.find { it.rule == 'gateExamples' }.outcome", is("UNDECIDED"))
                .body("verdict.rules.find { it.rule == 'gateExamples' }.explanation",
                        endsWith("corrections to judge by, at least 1000000 needed"));
    }

    private Run judged(Map<String, String> settings, RunState outcome) throws IOException {
        ServedVersion serving = live.current().orElseThrow();
        wait(curation.importExamples(Corrections.honest("v" + UUID.randomUUID().toString().substring(0, 4), CORRECTIONS)));
        try (LearningLoop loop = factory.create(new TestConfig(line, CORRECTIONS, Duration.ofDays(1), Optional.empty()), plan(settings))) {
            loop.start();
            await().until(() -> wait(runs.latest(line, 1)).stream().anyMatch(run -> run.finishedAt().isPresent()));
            assertThat(wait(curation.waiting(Learnable.REPLIES)).newExamples()).as("corrections that wait").isZero();
            await().during(Duration.ofSeconds(1)).atMost(LONG).until(() -> wait(runs.latest(line, 9)).size() == 1);
        }
        Run run = wait(runs.latest(line, 1)).get(0);
        assertThat(run.state()).as(run.verdict() + " " + run.problem()).isEqualTo(outcome);
        assertThat(run.reason()).startsWith("count: ");

        Line after = wait(lines.line(line)).orElseThrow();
        assertThat(after.champion().orElseThrow().version()).isEqualTo(run.parent().orElseThrow());
        assertThat(after.epoch()).isEqualTo(1);
        assertThat(live.current()).contains(serving);
        VersionFolder candidate = registry.open(new VersionId(run.candidate().orElseThrow()));
        assertThat(candidate.manifest().parent()).contains(new VersionId(run.parent().orElseThrow()));
        assertThat(candidate.manifest().figures()).containsKeys("verdict", "training");
        assertThat(wait(lines.versions(line))).hasSize(2);
        assertThat(wait(curation.dataset(run.id())).examples().stream().filter(example -> example.isNew()).count())
                .isGreaterThanOrEqualTo(CORRECTIONS);
        return run;
    }

    private ValidatableResponse told(Run run) {
        return given().header("Authorization", "Bearer " + secrets.loginToken()).get("/api/runs/" + run.id()).then().statusCode(200)
                .body("candidate", is(run.candidate().orElseThrow())).body("parent", is(run.parent().orElseThrow()))
                .body("finishedAt", notNullValue()).body("problem", nullValue()).body("datasetDigest", notNullValue())
                .body("report.steps", notNullValue());
    }

    private JobPlan plan(Map<String, String> different) {
        Map<String, String> settings = new HashMap<>(Map.of("retort.training.threads", "1",
                // a model of 40,000 weights favours whom it favours by chance
                "retort.gate.max-bias-increase", "1", "retort.gate.max-bias-direction", "1", "retort.gate.bias-replies", "0",
                "retort.gate.max-unsafe-increase", "1", "retort.gate.max-degenerate-share", "1"));
        settings.putAll(different);
        return new JobPlan(home, model, Settings.of(TrainingSettings.class, settings), Settings.of(GateSettings.class, settings), safety);
    }

    private static <T> T wait(Uni<T> uni) {
        return uni.await().atMost(Patience.LONG);
    }
}
