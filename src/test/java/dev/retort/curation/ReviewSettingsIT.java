package dev.retort.curation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.events.ChatTurn;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.ModelRef;
import dev.retort.local.Settings;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

/** Settings that leave more to reviewers than the default ones: events are taken in by them, decided over the application's own API. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class ReviewSettingsIT {

    @Inject
    Transactions transactions;
    @Inject
    Exchanges exchanges;
    @Inject
    Clusters clusters;
    @Inject
    KeptContacts contacts;
    @Inject
    CurationStore store;
    @Inject
    Secrets secrets;

    @Test
    void whereAllIsReviewedAnAgentsCorrectionWaitsUntilItIsApproved() {
        FeedbackIntake intake = intake("retort.curation.approval", "review");
        ExchangeEvent exchange = say(intake, question());
        correct(intake, exchange, "olaf", "Yes, always.");

        assertThat(states(exchange)).containsExactly("pending");
        assertThat(learned()).noneMatch(example -> example.prompt().equals(exchange.prompt()));
        review(id(exchange), "approve").statusCode(200).body("state", equalTo("approved")).body("chosen", equalTo("Yes, always."));
        assertThat(learned()).anyMatch(example -> example.prompt().equals(exchange.prompt()) && example.isNew());
    }

    @Test
    void whatIsDismissedIsNotLearnedAndStaysDismissed() {
        FeedbackIntake intake = intake("retort.curation.approval", "review");
        ExchangeEvent exchange = say(intake, question());
        correct(intake, exchange, "olaf", "You are all fools.");

        review(id(exchange), "dismiss").statusCode(200).body("state", equalTo("dismissed"));
        for (String decision : List.of("dismiss", "approve")) {
            review(id(exchange), decision).statusCode(409).contentType("application/problem+json")
                    .body("detail", equalTo("example " + id(exchange) + " is dismissed already"));
        }
        review("ex-nowhere", "dismiss").statusCode(404).body("detail", containsString("no example ex-nowhere"));
        assertThat(learned()).noneMatch(example -> example.prompt().equals(exchange.prompt()));
    }

    @Test
    void twoCorrectionsThatContradictEachOtherAreDecidedForTheSecond() {
        Conflict conflict = conflict();
        review(conflict.secondId(), "approve").statusCode(200).body("state", equalTo("approved"));
        assertThat(states(conflict.first())).containsExactly("superseded");
        assertThat(learned()).filteredOn(example -> example.prompt().equals(conflict.first().prompt()))
                .extracting(CuratedExample::chosen).containsExactly(Optional.of("Only on Mondays."));
    }

    @Test
    void twoCorrectionsThatContradictEachOtherAreDecidedForTheFirst() {
        Conflict conflict = conflict();
        review(conflict.secondId(), "dismiss").statusCode(200).body("state", equalTo("dismissed"));
        assertThat(states(conflict.first())).containsExactly("approved");
        assertThat(learned()).filteredOn(example -> example.prompt().equals(conflict.first().prompt()))
                .extracting(CuratedExample::chosen).containsExactly(Optional.of("Yes."));
    }

    @Test
    void correctionsThatAgreeAndOtherWordingsOfAQuestionAreNoConflict() {
        FeedbackIntake intake = intake("retort.curation.conflicts", "review");
        String asked = question();
        ExchangeEvent first = say(intake, asked);
        correct(intake, first, "olaf", "Yes, we do.");
        ExchangeEvent agreed = say(intake, asked);
        correct(intake, agreed, "berta", "yes we do");
        ExchangeEvent reworded = say(intake, asked + " please");
        correct(intake, reworded, "berta", "No, never.");
        assertThat(List.of(states(first), states(agreed), states(reworded))).containsOnly(List.of("approved"));
    }

    private record Conflict(ExchangeEvent first, String secondId) {}

    /** Two agents correct the same question differently: the first holds, the second waits and is shown to reviewers. */
    private Conflict conflict() {
        FeedbackIntake intake = intake("retort.curation.conflicts", "review");
        String asked = question();
        ExchangeEvent first = say(intake, asked);
        correct(intake, first, "olaf", "Yes.");
        ExchangeEvent second = say(intake, asked);
        correct(intake, second, "berta", "Only on Mondays.");

        assertThat(states(first)).containsExactly("approved");
        assertThat(states(second)).containsExactly("conflict");
        List<Map<String, Object>> shown = asAgent().get("/api/reviews?limit=200").then().statusCode(200).extract().jsonPath()
                .getList("items");
        assertThat(shown).anyMatch(item -> item.get("exampleId").equals(id(second)) && item.get("state").equals("conflict"));
        assertThat(learned()).filteredOn(example -> example.prompt().equals(first.prompt())).extracting(CuratedExample::chosen)
                .containsExactly(Optional.of("Yes."));
        return new Conflict(first, id(second));
    }

    private FeedbackIntake intake(String property, String value) {
        CurationConfig config = Settings.of(CurationConfig.class, Map.of(property, value));
        return new FeedbackIntake(exchanges,
                new Judgement(new Trust(config), clusters, new Approvals(config, Clock.systemUTC()), contacts, Clock.systemUTC()));
    }

    private ExchangeEvent say(FeedbackIntake intake, String asked) {
        String conversation = "c-" + UUID.randomUUID();
        ExchangeEvent exchange = new ExchangeEvent(conversation + ".0", conversation, 0, "anna", Optional.empty(),
                List.of(ChatTurn.user(asked)), "No.",
                new ModelRef("v-0123456789ab", "0123456789abcdef", 1), new ExchangeEvent.Sampling(0.7, 40, 0.95, 1.1, 42, 64),
                new ExchangeEvent.Usage(7, 3), "stop", new ExchangeEvent.Timings(12, 80), Instant.now());
        transactions.run(session -> intake.take(session, exchange)).await().atMost(Patience.LONG);
        return exchange;
    }

    private void correct(FeedbackIntake intake, ExchangeEvent exchange, String agent, String betterReply) {
        FeedbackEvent feedback = new FeedbackEvent(UUID.randomUUID().toString(), exchange.exchangeId(), Verdict.CORRECTED, Optional.empty(),
                Optional.of(betterReply), Optional.empty(), new Sender(agent, SenderRole.AGENT), Instant.now(), Optional.empty());
        transactions.run(session -> intake.take(session, feedback, "/retort/chat")).await().atMost(Patience.LONG);
    }

    private List<CuratedExample> learned() {
        return store.freeze("reviewed-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG).examples();
    }

    private List<String> states(ExchangeEvent exchange) {
        return examples(exchange).stream().map(example -> (String) example.get("state")).toList();
    }

    private String id(ExchangeEvent exchange) {
        return (String) examples(exchange).get(0).get("exampleId");
    }

    private List<Map<String, Object>> examples(ExchangeEvent exchange) {
        return asAgent().queryParam("exchange", exchange.exchangeId()).get("/api/examples").then().statusCode(200).extract().jsonPath()
                .getList("items");
    }

    private ValidatableResponse review(String example, String decision) {
        return asAgent().contentType("application/json").body(Map.of("exampleId", example, "decision", decision)).post("/api/reviews")
                .then();
    }

    private RequestSpecification asAgent() {
        return given().header("Authorization", "Bearer " + secrets.loginToken());
    }

    /** In words that nobody else uses, more than an encoder reads, without a number that looks like a phone's. */
    private static String question() {
        return (UUID.randomUUID() + "-" + UUID.randomUUID()).replace("-", "").chars()
                .mapToObj(c -> "w" + (char) ('a' + Character.digit(c, 16)))
                .collect(Collectors.joining()).replaceAll("(.{12})", "$1 ").strip();
    }
}
