package dev.retort.chat;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.client.ServerAddress;
import dev.retort.curation.CurationStore;
import dev.retort.events.RecalledReply;
import dev.retort.security.Secrets;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;

/** A server that only chats, with its memory on, while the server of the test curates what is said to it. */
final class Corrected {
    private static final String ISLAND = "Do you deliver to the island of Juist when the ferry is late?";
    private static final String BY_PLANE = "Yes, the postman takes the plane.";
    private static final List<String> THINGS = List.of("kettle", "lamp", "ladder", "mirror", "carpet", "violin", "bucket", "candle",
            "drill",
            "pillow", "saddle", "tent", "umbrella", "whistle", "anchor", "basket", "clock", "drum", "easel", "fountain");

    private final ServerAddress address;
    private final CurationStore curation;
    private final Secrets secrets;
    /** Nobody else asks it in these words. */
    private final String unlike = UUID.randomUUID().toString().replaceAll("[^a-f]", "");

    Corrected(ServerAddress address, CurationStore curation, Secrets secrets) {
        this.address = address;
        this.curation = curation;
        this.secrets = secrets;
    }

    private static RequestSpecification agent(ServerAddress address) {
        return given().baseUri(address.url().toString()).auth().oauth2(address.token().orElseThrow()).contentType("application/json");
    }

    /** The only choice of an answer. */
    private JsonPath ask(ServerAddress server, String question, Map<String, Object> more) {
        Map<String, Object> body = new java.util.HashMap<>(
                Map.of("messages", List.of(Map.of("role", "user", "content", question)), "temperature",
                        0, "max_tokens", 8));
        body.putAll(more);
        return agent(server).body(body).post("/v1/chat/completions").then().statusCode(200).extract().jsonPath();
    }

    private JsonPath ask(String question) {
        return ask(address, question, Map.of());
    }

    private static String text(JsonPath answer) {
        return answer.getString("choices[0].message.content");
    }

    private static Optional<String> recalled(JsonPath answer) {
        return Optional.ofNullable(answer.getString("choices[0].recalled"));
    }

    private void correct(String exchange, String better) {
        give(Map.of("exchangeId", exchange, "verdict", "corrected", "betterReply", better));
    }

    private void give(Map<String, String> feedback) {
        agent(address).body(feedback).post("/api/feedback").then().statusCode(202);
    }

    private void untilItSays(String question, String reply) {
        await().pollInterval(Duration.ofMillis(10)).until(() -> text(ask(question)).equals(reply));
    }

    void aCorrectionActsSoonAndSaysSo() {
        JsonPath before = ask(ISLAND);
        assertThat(recalled(before)).isEmpty();
        correct(before.getString("id"), BY_PLANE);
        untilItSays(ISLAND, BY_PLANE);

        var response = agent(address)
                .body(Map.of("messages", List.of(Map.of("role", "user", "content", ISLAND)), "temperature", 0, "logprobs",
                        true, "max_tokens", 8))
                .post("/v1/chat/completions").then().statusCode(200).extract();
        JsonPath after = response.jsonPath();
        String correction = recalled(after).orElseThrow();
        assertThat(response.header("Retort-Recalled")).isEqualTo(correction);
        assertThat(after.getString("choices[0].finish_reason")).isEqualTo("stop");
        assertThat(after.getString("choices[0].logprobs")).as("of words that the model did not choose").isNull();
        String streamed = agent(address)
                .body(Map.of("messages", List.of(Map.of("role", "user", "content", ISLAND)), "stream", true, "max_tokens", 8))
                .post("/v1/chat/completions").then().statusCode(200).header("Retort-Recalled", correction).extract().asString();
        assertThat(streamed).contains("{\"content\":\"" + BY_PLANE + "\"}", "\"recalled\":\"" + correction + "\"")
                .endsWith("data: [DONE]\n\n");
        assertThat(streamed.split("\"content\":\"[^\"]", -1)).as("only the correction").hasSize(2);
        assertThat(agent(address).get("/api/memory").then().statusCode(200).extract().jsonPath().getString("mode")).isEqualTo("on");
    }

    void theSecondPersonIsStreamedTheCorrectionAtOnce() {
        String exchange;
        String conversation;
        try (ChatClient customer = ChatClient.open(address.url(), "", Map.of())) {
            conversation = customer.expect("conversation.created").path("conversationId").asText();
            customer.message("m1", ISLAND.toLowerCase(java.util.Locale.ROOT), 8);
            List<JsonNode> frames = customer.until("response.done");
            assertThat(frames).hasSize(3);
            assertThat(frames.get(1).path("delta").asText()).isEqualTo(BY_PLANE);
            JsonNode done = frames.get(2);
            assertThat(done.path("text").asText()).isEqualTo(BY_PLANE);
            assertThat(done.path("recalled").asText()).startsWith("ex-");
            assertThat(done.path("usage").path("completionTokens").asInt()).as("the model has written").isPositive();
            exchange = done.path("exchangeId").asText();
            customer.message("m1", ISLAND.toLowerCase(java.util.Locale.ROOT), 8);
            assertThat(customer.until("response.done").get(2)).as("the same again").isEqualTo(done);
        }
        await().until(() -> curation.conversation(conversation).await().atMost(Patience.LONG).exchanges().size() == 1);
        var recorded = curation.conversation(conversation).await().atMost(Patience.LONG);
        assertThat(recorded.exchanges().get(0).exchangeId()).isEqualTo(exchange);
        RecalledReply recalled = recorded.exchanges().get(0).recalled().orElseThrow();
        assertThat(recalled.rule()).isEqualTo("words");
        assertThat(recalled.own()).get().asString().isNotEmpty().isNotEqualTo(BY_PLANE);
        assertThat(recorded.turns().get(1).content()).as("what was said").isEqualTo(BY_PLANE);
    }

    void whoeverWantsTheModelsOwnWordsGetsThem() {
        JsonPath own = ask(address, ISLAND, Map.of("memory", false));
        assertThat(recalled(own)).isEmpty();
        assertThat(text(own)).isNotEqualTo(BY_PLANE);
        try (ChatClient chat = ChatClient.open(address.url(), "", Map.of())) {
            chat.expect("conversation.created");
            chat.send("{'type':'message','text':'%s','memory':false,'sampling':{'maxTokens':8}}".formatted(ISLAND));
            List<JsonNode> frames = chat.until("response.done");
            assertThat(frames.get(frames.size() - 1).has("recalled")).isFalse();
            assertThat(frames.get(frames.size() - 1).path("text").asText()).isEqualTo(text(own));
        }
    }

    void anAgentsFlagEndsItThere() {
        String question = "Is " + unlike + " something that you have in blue?";
        correct(ask(question).getString("id"), "Only in green.");
        untilItSays(question, "Only in green.");
        JsonPath wrong = ask(question);
        give(Map.of("exchangeId", wrong.getString("id"), "verdict", "flagged"));
        await().until(() -> recalled(ask(question)).isEmpty());

        give(Map.of("exchangeId", wrong.getString("id"), "verdict", "withdrawn"));
        untilItSays(question, "Only in green.");
    }

    void whatIsWithdrawnActsNoMore() {
        String question = "May my hamster " + unlike + " come with me?";
        String exchange = ask(question).getString("id");
        correct(exchange, "Hamsters are welcome.");
        untilItSays(question, "Hamsters are welcome.");
        give(Map.of("exchangeId", exchange, "verdict", "withdrawn"));
        await().until(() -> !text(ask(question)).equals("Hamsters are welcome."));
    }

    /** From the moment of the approval until this server says the correction; all share two processors with whatever else is tested. */
    void nineteenOfTwentyActWithinASecond() {
        List<Duration> waits = new ArrayList<>();
        for (String thing : THINGS) {
            String question = "Which way round does the " + thing + " of " + unlike + " go?";
            String reply = "The " + thing + " goes with its nose to the north.";
            String exchange = ask(question).getString("id");
            correct(exchange, reply);
            untilItSays(question, reply);
            Instant acts = Instant.now();
            String approved = given().auth().oauth2(secrets.loginToken()).queryParam("exchange", exchange).get("/api/examples").then()
                    .statusCode(200).extract().jsonPath().getString("items[0].approvedAt");
            waits.add(Duration.between(Instant.parse(approved), acts));
        }
        Collections.sort(waits);
        System.out.printf("from approved to acting on another server: median %d ms, most %d ms%n", waits.get(waits.size() / 2).toMillis(),
                waits.get(waits.size() - 1).toMillis());
        assertThat(waits.get(waits.size() - 2)).isLessThan(Duration.ofSeconds(1));
    }

    void itStillActsAfterARestart(ServerAddress server) {
        JsonPath first = ask(server, ISLAND, Map.of());
        assertThat(text(first)).as("to the first question, for it was ready").isEqualTo(BY_PLANE);
        assertThat(given().baseUri(server.url().toString()).get("/q/health/ready").then().statusCode(200).extract().jsonPath()
                .getList("checks.name")).contains("memory");
    }
}
