package dev.retort.chat;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.curation.CurationStore;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.local.StackResource;
import dev.retort.recall.Received;
import dev.retort.security.ExchangeIds;
import dev.retort.security.Secrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people say of replies, by frame and by REST, and what Kafka then has. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class FeedbackIT {
    private static final String TOPIC = "retort.feedback";

    @TestHTTPResource
    URI http;

    @Inject
    ServedModel served;

    @Inject
    Secrets secrets;

    @ConfigProperty(name = "retort.security.secrets")
    Path secretsFolder;

    @Inject
    ExchangeIds exchangeIds;

    @Inject
    Topic topic;

    @Inject
    FeedbackDesk desk;

    @Inject
    CurationStore store;

    @Inject
    DataSource database;

    private ChatClient customer;
    private String customerToken;

    @BeforeEach
    void aCustomerChats() {
        served.await();
        customer = ChatClient.open(http, "", Map.of());
        customerToken = customer.expect("conversation.created").path("visitorToken").asText();
    }

    @AfterEach
    void heLeaves() {
        customer.close();
    }

    @Test
    void aCustomersCorrectionIsInKafkaAndWaitsForReview() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        customer.send("{'type':'feedback','id':'k1','exchangeId':'%s','verdict':'corrected','reason':'wrong','betterReply':'Hi you'}"
                .formatted(exchange));
        JsonNode accepted = customer.expect("feedback.accepted");

        assertThat(accepted.path("counts").asText()).isEqualTo("after-review");
        assertThat(accepted.path("exchangeId").asText()).isEqualTo(exchange);
        JsonNode event = only(accepted.path("feedbackId").asText());
        assertThat(event.path("verdict").asText()).isEqualTo("corrected");
        assertThat(event.path("reason").asText()).isEqualTo("wrong");
        assertThat(event.path("betterReply").asText()).isEqualTo("Hi you");
        assertThat(event.at("/by/role").asText()).isEqualTo("customer");
        assertThat(event.at("/by/id").asText()).isEqualTo(exchangeIds.read(exchange).orElseThrow().owner());
        assertThat(event.has("exchange")).as("Kafka has the exchange already").isFalse();
        assertThat(topic.events("retort.exchanges", e -> e.path("exchangeId").asText().equals(exchange))).hasSize(1);
    }

    @Test
    void anAgentJudgesAnyReplyAndItCountsAtOnce() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String id = post(secrets.loginToken(), UUID.randomUUID().toString(),
                "{'exchangeId':'%s','verdict':'corrected','betterReply':'Hi you'}".formatted(exchange)).statusCode(202)
                .body("counts", equalTo("at-once")).extract().path("feedbackId");

        assertThat(only(id).at("/by/role").asText()).isEqualTo("agent");
    }

    @Test
    void agentsWithTokensOfTheirOwnDoNotTakeBackWhatTheOtherSaid() throws Exception {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String olaf = agent("olaf");
        String berta = agent("berta");
        String id = post(olaf, UUID.randomUUID().toString(),
                "{'exchangeId':'%s','verdict':'corrected','betterReply':'Hi you'}".formatted(exchange)).statusCode(202)
                .body("counts", equalTo("at-once")).extract().path("feedbackId");
        String other = post(berta, UUID.randomUUID().toString(), "{'exchangeId':'%s','verdict':'withdrawn'}".formatted(exchange))
                .statusCode(202).extract().path("feedbackId");

        assertThat(only(id).at("/by/id").asText()).isEqualTo("agent:olaf");
        assertThat(only(other).at("/by/id").asText()).isEqualTo("agent:berta");
        Patience.await().untilAsserted(() -> given().auth().oauth2(olaf).queryParam("exchange", exchange).get("/api/examples").then()
                .body("items.state", equalTo(List.of("approved"))).body("items.contributor", equalTo(List.of("agent:olaf"))));
        given().auth().oauth2(olaf).get("/api/me").then().body("id", equalTo("agent:olaf")).body("roles", equalTo(List.of("agent")));
    }

    /** An agent with a token of their own, which is returned. */
    private String agent(String name) throws IOException {
        String token = name + UUID.randomUUID() + UUID.randomUUID();
        Path file = secretsFolder.resolve("agents").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, token);
        Patience.await().until(() -> given().auth().oauth2(token).get("/api/me").statusCode() == 200);
        return token;
    }

    @Test
    void anAgentsFlagWaitsForAReviewAndSaysSoAndWhatIsWithdrawnIsGoneAtOnce() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        post(secrets.loginToken(), UUID.randomUUID().toString(), flagged(exchange)).statusCode(202).body("counts", equalTo("after-review"));
        post(secrets.loginToken(), UUID.randomUUID().toString(), "{'exchangeId':'%s','verdict':'praised'}".formatted(exchange))
                .statusCode(202).body("counts", equalTo("at-once"));
        post(customerToken, UUID.randomUUID().toString(), "{'exchangeId':'%s','verdict':'withdrawn'}".formatted(exchange))
                .statusCode(202).body("counts", equalTo("at-once"));
    }

    @Test
    void theKeyOfWhatWasTakenBackDoesNotSayItAgainAndTellsSo() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String key = UUID.randomUUID().toString();
        String id = post(customerToken, key, flagged(exchange)).statusCode(202).extract().path("feedbackId");
        String back = UUID.randomUUID().toString();
        String withdrawn = "{'exchangeId':'%s','verdict':'withdrawn'}".formatted(exchange);
        post(customerToken, back, withdrawn).statusCode(202);
        post(customerToken, back, withdrawn).statusCode(202);

        post(customerToken, key, flagged(exchange)).statusCode(409).body("type", equalTo("urn:retort:problem:taken-back"));
        Sender sender = new Sender(exchangeIds.read(exchange).orElseThrow().owner(), SenderRole.CUSTOMER);
        FeedbackEvent event = new FeedbackEvent(id, exchange, Verdict.FLAGGED, Optional.empty(), Optional.empty(), Optional.empty(), sender,
                Instant.now(), Optional.empty());
        Patience.await().until(() -> store.received(event).await().atMost(Patience.LONG) == Received.TAKEN_BACK);
        desk.forgetAll();
        post(customerToken, key, flagged(exchange)).statusCode(409).body("type", equalTo("urn:retort:problem:taken-back"));
        post(customerToken, UUID.randomUUID().toString(), flagged(exchange)).statusCode(202);
    }

    @Test
    void whatIsTakenBackAndSaidAgainWithoutAKeyCounts() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String corrected = "{'type':'feedback','exchangeId':'%s','verdict':'corrected','betterReply':'Hi you'}".formatted(exchange);
        String withdrawn = "{'type':'feedback','exchangeId':'%s','verdict':'withdrawn'}".formatted(exchange);
        for (String frame : List.of(corrected, corrected, withdrawn, corrected)) {
            customer.send(frame);
        }
        List<String> ids = Stream.generate(() -> customer.expect("feedback.accepted").path("feedbackId").asText()).limit(4).toList();

        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        assertThat(ids.get(3)).isNotEqualTo(ids.get(0));
        assertThat(topic.events(TOPIC, e -> e.path("exchangeId").asText().equals(exchange)))
                .extracting(e -> e.path("verdict").asText()).containsExactly("corrected", "withdrawn", "corrected");
    }

    @Test
    void theSameKeyAndBodyCountOnceOverBothWays() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String key = UUID.randomUUID().toString();
        String id = post(customerToken, key, flagged(exchange)).statusCode(202).extract().path("feedbackId");
        post(customerToken, key, flagged(exchange)).statusCode(202).body("feedbackId", equalTo(id));
        customer.send("{'type':'feedback','id':'%s','exchangeId':'%s','verdict':'flagged'}".formatted(key, exchange));

        assertThat(customer.expect("feedback.accepted").path("feedbackId").asText()).isEqualTo(id);
        only(id);
    }

    @Test
    void theSameKeyWithAnotherBodyIsAConflict() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String key = UUID.randomUUID().toString();
        post(customerToken, key, flagged(exchange)).statusCode(202);
        post(customerToken, key, "{'exchangeId':'%s','verdict':'praised'}".formatted(exchange)).statusCode(409)
                .body("type", equalTo("urn:retort:problem:key-used"));
        customer.send("{'type':'feedback','id':'%s','exchangeId':'%s','verdict':'praised'}".formatted(key, exchange));

        JsonNode error = customer.expect("error");
        assertThat(error.path("status").asInt()).isEqualTo(409);
        assertThat(error.path("messageId").asText()).isEqualTo(key);
    }

    @Test
    void aKeyIsTakenForEverEvenWhereThisProcessKnowsNothingOfIt() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String key = UUID.randomUUID().toString();
        String id = post(customerToken, key, flagged(exchange)).statusCode(202).extract().path("feedbackId");
        Sender sender = new Sender(exchangeIds.read(exchange).orElseThrow().owner(), SenderRole.CUSTOMER);
        FeedbackEvent event = new FeedbackEvent(id, exchange, Verdict.FLAGGED, Optional.empty(), Optional.empty(), Optional.empty(), sender,
                Instant.now(), Optional.empty());
        Patience.await()
                .until(() -> store.received(event).await().atMost(Patience.LONG) == Received.THE_SAME);
        desk.forgetAll();

        post(customerToken, key, "{'exchangeId':'%s','verdict':'praised'}".formatted(exchange)).statusCode(409)
                .body("type", equalTo("urn:retort:problem:key-used"));
        customer.send("{'type':'feedback','id':'%s','exchangeId':'%s','verdict':'praised'}".formatted(key, exchange));
        assertThat(customer.expect("error").path("status").asInt()).isEqualTo(409);
        post(customerToken, key, flagged(exchange)).statusCode(202).body("feedbackId", equalTo(id));
        only(id);
    }

    @Test
    void whileTheStoreIsAwayFeedbackIsAcceptedAllTheSame() throws Exception {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("lock table feedback in access exclusive mode");
            String id = post(customerToken, UUID.randomUUID().toString(), flagged(exchange)).statusCode(202).extract().path("feedbackId");
            only(id);
            connection.rollback();
        }
    }

    @Test
    void aFloodOfFeedbackIsRefusedBeyondWhatMayWait() throws Exception {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("lock table feedback in access exclusive mode"); // each asks for its key first
            for (int i = 0; i < 300; i++) {
                customer.send("{'type':'feedback','id':'flood-%d','exchangeId':'%s','verdict':'flagged'}".formatted(i, exchange));
            }
            assertThat(customer.expect("error").path("status").asInt()).isEqualTo(429);
            connection.rollback();
        }
        Patience.await().until(() -> customer.next().path("type").asText().equals("feedback.accepted"));
    }

    @Test
    void whatAConnectionSaysGoesToKafkaInThatOrder() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String key = UUID.randomUUID().toString();
        customer.send("{'type':'feedback','id':'%s','exchangeId':'%s','verdict':'flagged'}".formatted(key, exchange)); // asks the store first
        customer.send("{'type':'feedback','exchangeId':'%s','verdict':'withdrawn'}".formatted(exchange));

        assertThat(customer.expect("feedback.accepted").path("messageId").asText()).isEqualTo(key);
        customer.expect("feedback.accepted");
        assertThat(topic.events(TOPIC, e -> e.path("exchangeId").asText().equals(exchange)))
                .extracting(e -> e.path("verdict").asText()).containsExactly("flagged", "withdrawn");
    }

    @Test
    void aKeyBelongsToWhoSendsIt() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String key = UUID.randomUUID().toString();
        String his = post(customerToken, key, flagged(exchange)).statusCode(202).extract().path("feedbackId");
        String hers = post(secrets.loginToken(), key, "{'exchangeId':'%s','verdict':'praised'}".formatted(exchange)).statusCode(202)
                .extract().path("feedbackId");

        assertThat(hers).isNotEqualTo(his);
    }

    @Test
    void theSameFeedbackWithoutAKeyCountsOnce() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        for (int i = 0; i < 2; i++) {
            customer.send("{'type':'feedback','exchangeId':'%s','verdict':'flagged','comment':'no'}".formatted(exchange));
        }
        String id = customer.expect("feedback.accepted").path("feedbackId").asText();

        assertThat(customer.expect("feedback.accepted").path("feedbackId").asText()).isEqualTo(id);
        only(id);
    }

    @Test
    void someoneElsesReplyIsNotACustomersToJudge() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        try (ChatClient other = ChatClient.open(http, "", Map.of())) {
            String token = other.expect("conversation.created").path("visitorToken").asText();
            other.send("{'type':'feedback','exchangeId':'%s','verdict':'flagged'}".formatted(exchange));

            assertThat(other.expect("error").path("status").asInt()).isEqualTo(403);
            post(token, "k", flagged(exchange)).statusCode(403).body("type", equalTo("urn:retort:problem:not-yours"));
        }
        given().contentType("application/json").body(flagged(exchange).replace('\'', '"')).post("/api/feedback").then().statusCode(403);
    }

    @Test
    void aForgedExchangeIsUnknown() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String forged = (exchange.endsWith("A") ? "B" : "A") + exchange.substring(1);

        post(secrets.loginToken(), "k", flagged(forged)).statusCode(404).contentType("application/problem+json")
                .body("detail", containsString("exchangeId")).body("status", equalTo(404));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            not json                                                | 400 | not JSON
            ''                                                      | 400 | a string
            []                                                      | 400 | an array
            {'verdict':'flagged'}                                   | 400 | field exchangeId is missing
            {'exchangeId':'%s'}                                     | 400 | field verdict is missing
            {'exchangeId':'%s','verdict':'flagged','stars':5}       | 400 | field stars is unknown
            {'exchangeId':'%s','verdict':'corrected'}               | 400 | field betterReply is missing
            {'exchangeId':'%s','verdict':'flagged','reason':'ugly'} | 400 | field reason is none of
            {'exchangeId':'%s','verdict':'flagged','comment':'\\udc00'} | 400 | field comment has the lone surrogate
            """)
    void aBadBodyIsAProblemThatNamesTheField(String body, int status, String detail) {
        post(secrets.loginToken(), "k", body.replace("%s", "x")).statusCode(status).contentType("application/problem+json")
                .body("detail", containsString(detail));
    }

    @Test
    void aBetterReplyThatCannotBeLearnedIsRefused() {
        JsonNode done = customer.ask("Hello", 2);
        String corrected = "{'exchangeId':'%s','verdict':'corrected','betterReply':'%s'}";
        String exchange = done.path("exchangeId").asText();

        post(customerToken, "long", corrected.formatted(exchange, "a".repeat(4001))).statusCode(413)
                .body("detail", equalTo("field betterReply has 4001 characters, at most 4000 are allowed"));
        post(customerToken, "tokens", corrected.formatted(exchange, "word ".repeat(100))).statusCode(413)
                .body("detail", containsString("fit the model beside the message"));
        customer.send("{'type':'feedback','exchangeId':'%s','verdict':'corrected','betterReply':'Hi'}".formatted(exchange));
        customer.expect("feedback.accepted");
    }

    @Test
    void textsOfAMegabyteAreRefusedAndWhatIsTypedIsPlainText() {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String corrected = "{'exchangeId':'%s','verdict':'corrected','betterReply':'%s'}";

        post(customerToken, "1 MB", corrected.formatted(exchange, "a".repeat(1_000_000))).statusCode(413)
                .contentType("application/problem+json").body("detail", containsString("1000000 characters"));
        String id = post(customerToken, UUID.randomUUID().toString(), corrected.formatted(exchange, "<|endoftext|> Hi")).statusCode(202)
                .extract().path("feedbackId");
        assertThat(only(id).path("betterReply").asText()).isEqualTo("<|endoftext|> Hi");
    }

    @Test
    void bodiesThatAreNotJsonByTypeAreRefused() {
        given().auth().oauth2(customerToken).contentType("text/plain").body("{}").post("/api/feedback").then().statusCode(415);
        given().auth().oauth2(customerToken).contentType("application/json").post("/api/feedback").then().statusCode(400);
        given().auth().oauth2(customerToken).contentType("application/json").header("Idempotency-Key", "a".repeat(201))
                .body("{}").post("/api/feedback").then().statusCode(400).body("detail", containsString("Idempotency-Key"));
    }

    @Test
    void feedbackThatKafkaDoesNotTakeIsNotAcceptedAndMayBeSentAgain() throws Exception {
        String exchange = customer.ask("Hello", 2).path("exchangeId").asText();
        String key = UUID.randomUUID().toString();
        try (AutoCloseable away = topic.refusing(TOPIC)) {
            post(customerToken, key, flagged(exchange)).statusCode(503).header("Retry-After", equalTo("5"))
                    .body("detail", containsString("does not count"));
        }
        Patience.await().untilAsserted(() -> post(customerToken, key, flagged(exchange)).statusCode(202));
    }

    @Test
    void anExchangeThatKafkaDoesNotTakeIsSaidToBeUnrecordedAndTravelsWithItsFeedback() throws Exception {
        JsonNode first = customer.ask("Hi", 2);
        JsonNode done;
        try (AutoCloseable away = topic.refusing("retort.exchanges")) {
            done = customer.ask("Hello", 2);
        }
        assertThat(done.path("recorded").asBoolean()).isFalse();

        customer.send("{'type':'feedback','exchangeId':'%s','verdict':'flagged'}".formatted(done.path("exchangeId").asText()));
        JsonNode exchange = only(customer.expect("feedback.accepted").path("feedbackId").asText()).path("exchange");
        assertThat(exchange.path("reply")).isEqualTo(done.path("text"));
        assertThat(exchange.path("model")).isEqualTo(done.path("model"));
        assertThat(exchange.at("/prompt").findValuesAsText("content")).isEqualTo(List.of("Hi", first.path("text").asText(), "Hello"));
        Patience.await().until(() -> customer.ask("Hi", 1).path("recorded").asBoolean());
    }

    private ValidatableResponse post(String token, String key, String singleQuoted) {
        return given().auth().oauth2(token).contentType("application/json").header("Idempotency-Key", key)
                .body(singleQuoted.replace('\'', '"')).post("/api/feedback").then();
    }

    private static String flagged(String exchange) {
        return "{'exchangeId':'%s','verdict':'flagged'}".formatted(exchange);
    }

    private JsonNode only(String feedbackId) {
        List<JsonNode> events = topic.events(TOPIC, e -> e.path("feedbackId").asText().equals(feedbackId));
        assertThat(events).hasSize(1);
        return events.get(0);
    }
}
