package dev.retort.loop;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.curation.CuratedExample;
import dev.retort.curation.CurationStore;
import dev.retort.curation.Learnable;
import dev.retort.curation.Source;
import dev.retort.curation.Split;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventPublisher;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.ModelRef;
import dev.retort.lines.LineStore;
import dev.retort.lines.Run;
import dev.retort.lines.RunStore;
import dev.retort.local.Settings;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import dev.retort.settings.ModelSettings;
import dev.retort.settings.SafetySettings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flags that nobody betters, and praise, all the way from Kafka into a run and its figures. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class FlagsIT {
    private static final Sender CUSTOMER = new Sender("anna", SenderRole.CUSTOMER);
    private static final Sender AGENT = new Sender("olaf", SenderRole.AGENT);
    private static final ModelRef MODEL = new ModelRef("v-0123456789ab", "0".repeat(64), 1);
    private static final int FLAGS = 10; // of ten clusters in a row two are for the gate

    @Inject
    LoopFactory factory;
    @Inject
    RunStore runs;
    @Inject
    LineStore lines;
    @Inject
    CurationStore curation;
    @Inject
    EventPublisher publisher;
    @Inject
    LiveModel live;
    @Inject
    ModelSettings model;
    @Inject
    SafetySettings safety;
    @Inject
    Secrets secrets;
    @ConfigProperty(name = "retort.home")
    Path home;

    private final String line = "line-" + UUID.randomUUID();
    private final String topic = ThreadLocalRandom.current().ints(5, 'a', 'g').mapToObj(Character::toString).collect(Collectors.joining());

    /** The application's own loop must not take the examples away. */
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
    void approvedFlagsStartARunThatLearnsToAvoidTheirReplies() {
        wait(curation.freeze("before-" + line, Learnable.JUDGEMENTS)); // uses up what other tests have left
        List<String> flagged = flag(FLAGS);
        ExchangeEvent praised = say(topic + " thanks", "Gladly, dear.");
        publish(feedback(praised, Verdict.PRAISED, AGENT));
        one(praised, "approved");
        assertThat(wait(curation.waiting(Learnable.REPLIES)).newExamples()).as("nothing for sft to learn").isZero();
        assertThat(wait(curation.waiting(Learnable.JUDGEMENTS)).newExamples()).isEqualTo(FLAGS);

        Run run = learns(Map.of("retort.training.method", "kto"), FLAGS);

        assertThat(run.reason()).startsWith("count: " + FLAGS + " ");
        List<CuratedExample> examples = wait(curation.dataset(run.id())).examples();
        assertThat(examples).filteredOn(example -> flagged.contains(example.id())).hasSize(FLAGS).allSatisfy(example -> {
            assertThat(example.source()).isEqualTo(Source.FLAG);
            assertThat(example.chosen()).isEmpty();
            assertThat(example.isNew()).isTrue();
        }).extracting(CuratedExample::split).contains(Split.TRAIN, Split.GATE);
        assertThat(examples).filteredOn(example -> example.prompt().equals(praised.prompt())).singleElement()
                .satisfies(example -> assertThat(example.source()).isEqualTo(Source.PRAISE));
        int trained = (int) examples.stream().filter(example -> flagged.contains(example.id()) && example.split() == Split.TRAIN).count();
        asAgent().get("/api/runs/" + run.id()).then().statusCode(200).body("report.learned.flagged", greaterThanOrEqualTo(trained))
                .body("report.learned.praised", greaterThanOrEqualTo(1)).body("report.learned.unusedFlags", is(0))
                .body("verdict.rules.rule", hasItem("flaggedReplies"))
                .body("verdict.rules.find { it.rule == 'flaggedReplies' }.examples", greaterThanOrEqualTo(2));
        assertThat(wait(curation.waiting(Learnable.JUDGEMENTS)).newExamples()).isZero();
    }

    @Test
    void aSupervisedRunLeavesFlagsOutSaysSoAndDoesNotUseThemUp() {
        wait(curation.freeze("before-" + line, Learnable.JUDGEMENTS));
        wait(curation.importExamples(Corrections.honest(topic, 10)));
        flag(FLAGS);

        Run run = learns(Map.of("retort.training.method", "sft"), 10);

        assertThat(run.reason()).startsWith("count: 10 ");
        asAgent().get("/api/runs/" + run.id()).then().statusCode(200).body("report.learned.flagged", is(0))
                .body("report.learned.unusedFlags", greaterThanOrEqualTo(1))
                .body("report.notes.find { it.contains('of no use to method sft') }",
                        startsWith(unusedFlags(run) + " flagged replies that nobody bettered"));
        assertThat(wait(curation.waiting(Learnable.JUDGEMENTS)).newExamples()).as("they wait for a method that can").isEqualTo(FLAGS);
    }

    @Test
    void aFlagThatIsBetteredLaterIsSuperseded() {
        ExchangeEvent said = say(topic + " open?", "Never.");
        publish(feedback(said, Verdict.FLAGGED, CUSTOMER));
        review(one(said, "pending")).body("state", equalTo("approved")).body("source", equalTo("flag"));
        publish(new FeedbackEvent(UUID.randomUUID().toString(), said.exchangeId(), Verdict.CORRECTED, Optional.empty(),
                Optional.of("Always, dear."), Optional.empty(), AGENT, Instant.now(), Optional.empty()));
        await().untilAsserted(() -> assertThat(states(said)).containsExactly("superseded", "approved"));

        ExchangeEvent again = sayAgain(said);
        publish(feedback(again, Verdict.FLAGGED, CUSTOMER));
        review(one(again, "pending")).body("state", equalTo("superseded"));
    }

    @Test
    void praiseAndAFlagOfTheSameReplyDoNotBothCount() {
        ExchangeEvent said = say(topic + " sizes?", "All of them.");
        publish(feedback(said, Verdict.PRAISED, AGENT));
        one(said, "approved");
        ExchangeEvent again = sayAgain(said);
        publish(feedback(again, Verdict.FLAGGED, CUSTOMER));
        review(one(again, "pending")).body("state", equalTo("approved"));
        assertThat(states(said)).containsExactly("superseded");
    }

    private int unusedFlags(Run run) {
        return run.report().orElseThrow().at("/learned/unusedFlags").asInt();
    }

    /** A run by count, to its end. */
    private Run learns(Map<String, String> method, int count) {
        Map<String, String> settings = new HashMap<>(Map.of("retort.training.threads", "1", "retort.training.epochs", "1",
                "retort.training.replay-ratio", "0", "retort.gate.bias-replies", "0"));
        settings.putAll(method);
        JobPlan plan = new JobPlan(home, model, Settings.of(TrainingSettings.class, settings), Settings.of(GateSettings.class, Map.of()),
                safety);
        try (LearningLoop loop = factory.create(new TestConfig(line, count, Duration.ofDays(1), Optional.empty()), plan)) {
            loop.start();
            await().until(() -> wait(runs.latest(line, 1)).stream().anyMatch(run -> run.finishedAt().isPresent()));
        }
        Run run = wait(runs.latest(line, 1)).get(0);
        assertThat(run.problem()).isEmpty();
        return run;
    }

    /** A customer flags replies to as many different questions, and a reviewer agrees. */
    private List<String> flag(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ExchangeEvent said = say(topic + i + " hat?", "zq" + i);
            publish(feedback(said, Verdict.FLAGGED, CUSTOMER));
            String id = one(said, "pending");
            review(id).body("state", equalTo("approved"));
            ids.add(id);
        }
        return ids;
    }

    private ExchangeEvent say(String asked, String reply) {
        return say(List.of(ChatTurn.user(asked)), reply);
    }

    private ExchangeEvent sayAgain(ExchangeEvent said) {
        return say(said.prompt(), said.reply());
    }

    private ExchangeEvent say(List<ChatTurn> prompt, String reply) {
        String conversation = "c-" + UUID.randomUUID();
        ExchangeEvent event = new ExchangeEvent(conversation + ".0", conversation, 0, "anna", Optional.empty(), prompt, reply, MODEL,
                new ExchangeEvent.Sampling(0, 40, 0.95, 1, 42, 64), new ExchangeEvent.Usage(7, 3), "stop",
                new ExchangeEvent.Timings(12, 80), Instant.now());
        wait(publisher.publish(event));
        return event;
    }

    private static FeedbackEvent feedback(ExchangeEvent exchange, Verdict verdict, Sender by) {
        return new FeedbackEvent(UUID.randomUUID().toString(), exchange.exchangeId(), verdict, Optional.empty(), Optional.empty(),
                Optional.empty(), by, Instant.now(), Optional.empty());
    }

    private void publish(FeedbackEvent event) {
        wait(publisher.publish(event));
    }

    /** The id of the only example of an exchange, once it is in that state. */
    private String one(ExchangeEvent exchange, String state) {
        await().untilAsserted(() -> assertThat(states(exchange)).containsExactly(state));
        return (String) examples(exchange).get(0).get("exampleId");
    }

    private List<Object> states(ExchangeEvent exchange) {
        return examples(exchange).stream().map(example -> example.get("state")).toList();
    }

    private List<Map<String, Object>> examples(ExchangeEvent exchange) {
        return asAgent().queryParam("exchange", exchange.exchangeId()).get("/api/examples").then().statusCode(200).extract().jsonPath()
                .getList("items");
    }

    private ValidatableResponse review(String example) {
        return asAgent().contentType("application/json").body(Map.of("exampleId", example, "decision", "approve")).post("/api/reviews")
                .then().statusCode(200);
    }

    private RequestSpecification asAgent() {
        return given().header("Authorization", "Bearer " + secrets.loginToken());
    }

    private static <T> T wait(Uni<T> uni) {
        return uni.await().atMost(Patience.LONG);
    }
}
