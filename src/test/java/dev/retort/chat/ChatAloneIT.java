package dev.retort.chat;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.client.ServerAddress;
import dev.retort.curation.CurationStore;
import dev.retort.local.Home;
import dev.retort.local.Program;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A process that only chats, beside one that does all else: Kafka and the folder of versions are what they share. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class ChatAloneIT {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;
    @ConfigProperty(name = "retort.store")
    Path store;
    @Inject
    CurationStore curation;
    @Inject
    Secrets secrets;

    @Test
    void answersAndTakesFeedbackWithoutADatabase() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chat-alone");
        Home home = new Home(folder.resolve("home"));
        Map<String, String> settings = Map.of("RETORT_ROLES", "chat", "RETORT_KAFKA", kafka,
                "RETORT_STORE", store.toAbsolutePath().toString(), "RETORT_MEMORY", "on");
        Corrected corrected;
        try (Program program = Program.serve(home, folder.resolve("log"), settings)) {
            ServerAddress address = program.ready();
            JsonNode done;
            String conversation;
            String visitor;
            try (ChatClient customer = ChatClient.open(address.url(), "", Map.of())) {
                JsonNode opened = customer.expect("conversation.created");
                conversation = opened.path("conversationId").asText();
                visitor = opened.path("visitorToken").asText();
                done = customer.ask("Hello", 3);
                assertThat(done.path("recorded").asBoolean()).as("Kafka has it").isTrue();
                customer.send(
                        "{'type':'feedback','id':'one','exchangeId':'%s','verdict':'praised'}".formatted(done.path("exchangeId").asText()));
                customer.expect("feedback.accepted");
            }
            itIsCuratedElsewhere(conversation);
            aConversationInMemoryGoesOn(address, conversation, visitor);
            oneThatIsHeldElsewhereNeedsItsHistory(address, visitor);
            httpAnswersToo(address, done.path("exchangeId").asText());
            whatNeedsADatabaseIsRefused(address);
            corrected = new Corrected(address, curation, secrets);
            corrected.aCorrectionActsSoonAndSaysSo();
            corrected.theSecondPersonIsStreamedTheCorrectionAtOnce();
            corrected.whoeverWantsTheModelsOwnWordsGetsThem();
            corrected.anAgentsFlagEndsItThere();
            corrected.whatIsWithdrawnActsNoMore();
            corrected.nineteenOfTwentyActWithinASecond();

            assertThat(Files.exists(home.folder().resolve("postgres"))).as("a database in its home").isFalse();
            assertThat(program.descendants()).as("processes that it started").isEmpty();
            assertThat(program.said()).doesNotContain("WARN").doesNotContain("ERROR");
            assertThat(program.stop("TERM")).isEqualTo(143);
        }
        try (Program again = Program.serve(home, folder.resolve("log"), settings)) {
            corrected.itStillActsAfterARestart(again.ready());
        }
    }

    private void itIsCuratedElsewhere(String conversation) {
        Patience.await()
                .until(() -> curation.conversation(conversation).await().atMost(Patience.LONG).exchanges().size() == 1);
    }

    private static void aConversationInMemoryGoesOn(ServerAddress address, String conversation, String visitor) {
        try (ChatClient back = ChatClient.open(address.url(), "?conversation=" + conversation, ChatClient.bearer(visitor))) {
            JsonNode opened = back.expect("conversation.created");
            assertThat(opened.path("resumed").asBoolean()).isTrue();
            assertThat(opened.path("turns")).hasSize(2);
        }
    }

    private static void oneThatIsHeldElsewhereNeedsItsHistory(ServerAddress address, String visitor) {
        try (ChatClient other = ChatClient.open(address.url(), "?conversation=c-of-another-server", ChatClient.bearer(visitor))) {
            JsonNode error = other.expect("error");
            assertThat(error.path("problemType").asText()).isEqualTo("urn:retort:problem:history-needed");
            assertThat(error.path("status").asInt()).isEqualTo(404);
            assertThat(error.path("detail").asText()).contains("c-of-another-server", "/v1/chat/completions");
            JsonNode opened = other.expect("conversation.created");
            assertThat(opened.path("resumed").asBoolean()).isFalse();
            other.ask("Hello again", 2);
        }
    }

    private static void httpAnswersToo(ServerAddress address, String exchange) {
        given().baseUri(address.url().toString()).contentType("application/json")
                .body("""
                        {"messages": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "Go on"}],
                         "max_tokens": 3}""")
                .post("/v1/chat/completions").then().statusCode(200).body("choices[0].message.role", equalTo("assistant"));
        given().baseUri(address.url().toString()).auth().oauth2(address.token().orElseThrow()).header("Idempotency-Key", "two")
                .contentType("application/json").body("""
                        {"exchangeId": "%s", "verdict": "corrected", "betterReply": "Good day."}""".formatted(exchange))
                .post("/api/feedback")
                .then().statusCode(202).body("counts", equalTo("at-once"));
    }

    private static void whatNeedsADatabaseIsRefused(ServerAddress address) {
        for (String path : new String[]{"/api/curation", "/api/examples", "/api/reviews", "/api/runs", "/api/runs/one", "/api/models"}) {
            given().baseUri(address.url().toString()).auth().oauth2(address.token().orElseThrow()).get(path).then().statusCode(421)
                    .contentType("application/problem+json").body("type", equalTo("urn:retort:problem:other-role"))
                    .body("detail", containsString("chat"));
        }
        for (String path : new String[]{"/api/me", "/api/reviews"}) {
            given().baseUri(address.url().toString()).cookie("retort-session", "a.of-an-account").get(path).then().statusCode(401)
                    .body("detail", containsString("accounts are known where the database is"));
        }
        given().baseUri(address.url().toString()).auth().oauth2("rk.of-an-account").get("/api/me").then().statusCode(401)
                .body("detail", containsString("accounts are known where the database is"));
        given().baseUri(address.url().toString()).get("/api/sign-in").then().statusCode(421);
        given().baseUri(address.url().toString()).get("/q/health").then().statusCode(200).body("status", equalTo("UP"));
        given().baseUri(address.url().toString()).get("/q/metrics").then().statusCode(200);
    }
}
