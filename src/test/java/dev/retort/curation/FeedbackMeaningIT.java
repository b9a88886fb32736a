package dev.retort.curation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.retort.Patience;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.local.StackResource;
import dev.retort.settings.ContactsFile;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What comes of each kind of feedback: examples, and what a reviewer makes of them. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class FeedbackMeaningIT extends CurationSteps {
    @ConfigProperty(name = "retort.home")
    Path home;

    @Test
    void anAgentsCorrectionCountsAtOnceWithBothReplies() {
        ExchangeEvent exchange = said(question(), "Call Anna at +49 170 1234567.");
        correct(exchange, AGENT, "Write to anna@home.example about order #12345.");

        Map<String, Object> example = one(exchange, "approved");
        assertThat(example).containsEntry("chosen", "Write to [email] about order #12345.")
                .containsEntry("rejected", "Call Anna at [phone].")
                .containsEntry("source", "correction").containsEntry("contributor", "olaf").containsEntry("modelVersion", MODEL.version())
                .containsEntry("exchangeId", exchange.exchangeId());
        assertThat(store.waiting(Learnable.REPLIES).await().atMost(Patience.LONG).newExamples()).isPositive();
    }

    @Test
    void aCustomersCorrectionWaitsForAReviewer() {
        ExchangeEvent exchange = said(question(), "No.");
        correct(exchange, CUSTOMER, "Yes, we do.");
        String id = (String) one(exchange, "pending").get("exampleId");
        Waiting before = store.waiting(Learnable.REPLIES).await().atMost(Patience.LONG);

        asAgent().get("/api/reviews?limit=200").then().statusCode(200).body("items.exampleId.flatten()", org.hamcrest.Matchers.hasItem(id));
        review(id, "approve", null).statusCode(200).body("state", equalTo("approved")).body("chosen", equalTo("Yes, we do."));
        assertThat(store.waiting(Learnable.REPLIES).await().atMost(Patience.LONG).newExamples()).isEqualTo(before.newExamples() + 1);
        review(id, "dismiss", null).statusCode(409).contentType("application/problem+json").body("detail",
                containsString("approved already"));
    }

    @Test
    void aDismissedCorrectionIsNeverLearned() {
        ExchangeEvent exchange = said(question(), "No.");
        correct(exchange, CUSTOMER, "You are all fools.");
        review((String) one(exchange, "pending").get("exampleId"), "dismiss", null).statusCode(200).body("state", equalTo("dismissed"));
        assertThat(store.freeze("dismissed-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG).examples())
                .noneMatch(e -> e.chosen().equals(Optional.of("You are all fools.")));
    }

    @Test
    void aReviewerMayGiveAFlaggedReplyABetterOne() {
        ExchangeEvent exchange = said(question(), "Nobody knows.");
        publish(feedback(exchange, Verdict.FLAGGED, CUSTOMER, Optional.empty()));
        Map<String, Object> example = one(exchange, "pending");
        assertThat(example).containsEntry("chosen", null).containsEntry("source", "flag");
        String id = (String) example.get("exampleId");

        review(id, "approve", "It takes 3 days.").statusCode(200).body("source", equalTo("correction"))
                .body("chosen", equalTo("It takes 3 days."))
                .body("rejected", equalTo("Nobody knows."))
                .body("contributor", equalTo("agent"));
    }

    @Test
    void praiseKeepsTheModelsOwnReply() {
        ExchangeEvent exchange = said(question(), "Gladly!");
        publish(feedback(exchange, Verdict.PRAISED, AGENT, Optional.empty()));
        assertThat(one(exchange, "approved")).containsEntry("source", "praise").containsEntry("chosen", "Gladly!").containsEntry("rejected",
                null);
    }

    @Test
    void whatIsWithdrawnGoesOutAgainAndShowsWhoHasLearnedIt() {
        ExchangeEvent exchange = said(question(), "No.");
        correct(exchange, AGENT, "Yes, and that is a secret.");
        one(exchange, "approved");
        String run = "withdrawn-" + UUID.randomUUID();
        store.freeze(run, Learnable.REPLIES).await().atMost(Patience.LONG);
        publish(feedback(exchange, Verdict.WITHDRAWN, AGENT, Optional.empty()));

        assertThat(one(exchange, "withdrawn").get("usedByRun")).isNotNull();
        assertThat(store.freeze("after-" + run, Learnable.REPLIES).await().atMost(Patience.LONG).examples())
                .noneMatch(e -> e.chosen().orElse("").contains("that is a secret"));
        assertThat(store.dataset(run).await().atMost(Patience.LONG).examples())
                .anyMatch(e -> e.chosen().orElse("").contains("that is a secret"));
    }

    @Test
    void aPersonsNewCorrectionReplacesHisEarlierOne() {
        ExchangeEvent exchange = said(question(), "No.");
        correct(exchange, AGENT, "Yes.");
        one(exchange, "approved");
        correct(exchange, AGENT, "Yes, within 30 days.");
        eventually(() -> assertThat(states(exchange)).containsExactly("superseded", "approved"));
        publish(feedback(exchange, Verdict.FLAGGED, AGENT, Optional.empty()));
        settled();
        assertThat(states(exchange)).containsExactly("superseded", "approved");
    }

    @Test
    void theLatestOfTwoPeoplesAnswersToTheSameQuestionHoldsAndOtherWordingsStay() {
        String asked = question();
        ExchangeEvent first = said(asked, "No.");
        correct(first, AGENT, "Yes.");
        one(first, "approved");
        ExchangeEvent reworded = said(asked + " please", "No.");
        correct(reworded, AGENT, "Certainly, yes.");
        one(reworded, "approved");
        ExchangeEvent again = said(asked.toUpperCase(java.util.Locale.ROOT) + "?!", "No.");
        correct(again, new Sender("berta", SenderRole.AGENT), "Only on Mondays.");

        one(again, "approved");
        one(first, "superseded");
        assertThat(one(reworded, "approved").get("cluster")).isEqualTo(one(first, "superseded").get("cluster"));
        assertThat(one(reworded, "approved").get("split")).isEqualTo(one(first, "superseded").get("split"));
    }

    @Test
    void theShopsOwnAddressIsLearnedOnceAnAgentHasConfirmedItAndShownBeforeThat() {
        String address = "help" + UUID.randomUUID().toString().substring(0, 8) + "@shop.example";
        ExchangeEvent exchange = said(question(), "Ask somebody.");
        correct(exchange, AGENT, "Write to " + address + " or call +49 170 1234567.");
        assertThat(one(exchange, "approved")).containsEntry("chosen", "Write to [email] or call [phone].");
        Map<String, String> draft = Map.of("betterReply", "Write to " + address + ".", "exchangeId", exchange.exchangeId());
        preview(draft).body("chosen", equalTo("Write to [email].")).body("rejected", equalTo("Ask somebody."))
                .body("prompt[0].content", equalTo(exchange.prompt().get(0).content()))
                .body("removed", equalTo(List.of(Map.of("kind", "email", "text", address, "confirmable", true))));

        asAgent().contentType("application/json").body(Map.of("text", address)).post("/api/contacts").then().statusCode(200)
                .body("contact.text", equalTo(address)).body("contact.by", equalTo("agent")).body("learned", equalTo(1));
        Patience.await().untilAsserted(() -> assertThat(commandsKnow()).as("what retort import keeps").contains(address));
        preview(draft).body("chosen", equalTo("Write to " + address + ".")).body("removed", equalTo(List.of()));
        assertThat(one(exchange, "approved")).as("no run has seen it").containsEntry("chosen", "Write to " + address + " or call [phone].");
        ExchangeEvent next = said(question(), "Ask somebody.");
        correct(next, AGENT, "It is " + address.toUpperCase(java.util.Locale.ROOT) + ", not me@home.example.");
        assertThat(one(next, "approved")).containsEntry("chosen",
                "It is " + address.toUpperCase(java.util.Locale.ROOT) + ", not [email].");

        asAgent().queryParam("text", address).delete("/api/contacts").then().statusCode(200);
        preview(draft).body("chosen", equalTo("Write to [email]."));
        asAgent().queryParam("text", address).delete("/api/contacts").then().statusCode(404);
        Patience.await().untilAsserted(() -> assertThat(commandsKnow()).doesNotContain(address));
    }

    @Test
    void whatACustomerHasSaidIsNeverKeptAndOnlyAddressesAndNumbersAre() {
        String number = "0170 " + String.format("%07d", Math.floorMod(UUID.randomUUID().hashCode(), 9_999_999));
        ExchangeEvent exchange = said(question() + ", call me on " + number.replace(" ", "/"), "No.");
        correct(exchange, AGENT, "Yes.");
        one(exchange, "approved");
        confirm(number).statusCode(409).body("detail", containsString(exchange.exchangeId()));
        confirm("Write to help@shop.example").statusCode(400).body("detail", containsString("expected one and nothing else"));
        confirm("DE89 3704 0044 0532 0130 00").statusCode(400);
        given().contentType("application/json").body(Map.of("text", "a@b.example")).post("/api/contacts").then().statusCode(403);
        given().contentType("application/json").body(Map.of("betterReply", "Hi")).post("/api/feedback/preview").then().statusCode(403);
    }

    private Set<String> commandsKnow() {
        try {
            return new ContactsFile(home).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private io.restassured.response.ValidatableResponse preview(Map<String, String> draft) {
        return asAgent().contentType("application/json").body(draft).post("/api/feedback/preview").then().statusCode(200);
    }

    private io.restassured.response.ValidatableResponse confirm(String text) {
        return asAgent().contentType("application/json").body(Map.of("text", text)).post("/api/contacts").then();
    }

    @Test
    void correctionsThatAnswerOneQuestionOtherwiseAreShown() {
        ExchangeEvent first = corrected("For how many days can I keep a camera?", AGENT, "You can keep it for 3 days.");
        ExchangeEvent otherwise = corrected("How many days may I keep a camera?", AGENT, "You can keep it for 5 days.");
        ExchangeEvent agreeing = corrected("How many days am I allowed to keep a camera?", AGENT, "You may keep it for 3 days.");
        ExchangeEvent waiting = corrected("How many days can I keep the camera?", CUSTOMER, "You can keep it for 9 days.");
        ExchangeEvent another = corrected("For how many days can I keep 2 cameras?", AGENT, "You can keep them for 1 day.");
        String firstId = (String) one(first, "approved").get("exampleId");
        String otherwiseId = (String) one(otherwise, "approved").get("exampleId");
        String agreeingId = (String) one(agreeing, "approved").get("exampleId");

        eventually(() -> assertThat(contradicts(waiting)).as("a reviewer sees what it would contradict")
                .containsExactlyInAnyOrder(firstId, otherwiseId, agreeingId));
        eventually(() -> assertThat(contradicts(otherwise)).containsExactlyInAnyOrder(firstId, agreeingId));
        eventually(() -> assertThat(contradicts(first)).containsExactly(otherwiseId));
        eventually(() -> assertThat(contradictory()).contains(Set.of(firstId, otherwiseId), Set.of(agreeingId, otherwiseId))
                .doesNotContain(Set.of(firstId, agreeingId)));
        assertThat(contradicts(another)).isEmpty();
        assertThat(status("contradictions.count")).isGreaterThanOrEqualTo(2);

        publish(feedback(otherwise, Verdict.WITHDRAWN, AGENT, Optional.empty()));
        one(otherwise, "withdrawn");
        assertThat(contradicts(first)).as("nothing stands against it any more").isEmpty();
        String waitingId = (String) one(waiting, "pending").get("exampleId");
        review(waitingId, "approve", "You can keep it for 3 days.").statusCode(200);
        eventually(() -> assertThat(List.of(contradicts(waiting), contradicts(first))).as("bettered, it agrees").containsOnly(List.of()));
    }

    private ExchangeEvent corrected(String asked, Sender by, String betterReply) {
        ExchangeEvent exchange = said(asked, "I do not know.");
        correct(exchange, by, betterReply);
        one(exchange, by.equals(AGENT) ? "approved" : "pending");
        return exchange;
    }

    @SuppressWarnings("unchecked")
    private List<Object> contradicts(ExchangeEvent exchange) {
        return (List<Object>) examples(exchange).get(0).get("contradicts");
    }

    private List<Set<String>> contradictory() {
        List<Map<String, String>> latest = asAgent().get("/api/curation").then().statusCode(200).extract().jsonPath()
                .getList("contradictions.latest");
        return latest.stream().map(pair -> Set.copyOf(pair.values())).toList();
    }
}
