package dev.retort.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.chat.Topic;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies that Kafka does not take: they are given all the same, and what people say of them counts. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class RecordingIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String HELLO = "{'messages':[{'role':'system','content':'Be kind'},{'role':'user','content':'Hello'}],"
            + "'temperature':0,'max_tokens':6,'stream':%s}";

    @TestHTTPResource("/")
    URI http;

    @Inject
    LiveModel live;

    @Inject
    Secrets secrets;

    @Inject
    Topic topic;

    private ApiClient agent;

    @BeforeEach
    void aModelServes() {
        Patience.await().until(() -> live.current().isPresent());
        agent = new ApiClient(http, "Authorization", "Bearer " + secrets.loginToken());
    }

    @Test
    void aVisitorsReplyIsSaidToBeUnrecordedAndTravelsWithItsFeedback() throws Exception {
        HttpResponse<String> response;
        try (AutoCloseable away = topic.refusing("retort.exchanges")) {
            response = new ApiClient(http).post(CHAT, HELLO.formatted(false));
        }
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode reply = ApiClient.json(response.body());
        JsonNode choice = reply.path("choices").get(0);
        assertThat(choice.path("recorded").isBoolean()).isTrue();
        assertThat(choice.path("recorded").asBoolean()).isFalse();

        ApiClient visitor = new ApiClient(http, "Authorization",
                "Bearer " + response.headers().firstValue("Retort-Visitor-Token").orElseThrow());
        JsonNode event = feedback(visitor, choice.path("exchange_id").asText(), "after-review");
        assertThat(event.at("/exchange/reply")).isEqualTo(choice.at("/message/content"));
        assertThat(event.at("/exchange/model/version")).isEqualTo(reply.path("model"));
        assertThat(event.at("/exchange/prompt").findValuesAsText("content")).containsExactly("Be kind", "Hello");
        thingsAreRecordedAgain();
    }

    @Test
    void aStreamSaysSoInItsLastChunk() throws Exception {
        List<JsonNode> chunks;
        try (AutoCloseable away = topic.refusing("retort.exchanges")) {
            chunks = agent.stream(CHAT, HELLO.formatted(true));
        }
        JsonNode last = chunks.get(chunks.size() - 1).path("choices").get(0);
        assertThat(last.path("finish_reason").asText()).isNotEmpty();
        assertThat(last.path("recorded").isBoolean()).isTrue();
        assertThat(last.path("recorded").asBoolean()).isFalse();

        JsonNode event = feedback(agent, last.path("exchange_id").asText(), "after-review");
        assertThat(event.at("/exchange/reply").asText()).isNotEmpty().isEqualTo(
                chunks.stream().map(chunk -> chunk.at("/choices/0/delta/content").asText("")).collect(Collectors.joining()));
        thingsAreRecordedAgain();
    }

    @Test
    void aConversationLongerThanARecordIsRecordedByItsLatestTurnsAndItsFeedbackCounts() {
        String messages = IntStream.range(0, 4199).mapToObj(i -> "{'role':'%s','content':'%d %s'}"
                .formatted(i % 2 == 0 ? "user" : "assistant", i, "a".repeat(i == 4198 ? 3 : 800))).collect(Collectors.joining(","));
        JsonNode choice = agent.ok(CHAT, "{'messages':[%s],'temperature':0,'max_tokens':6}".formatted(messages)).at("/choices/0");

        assertThat(choice.path("recorded").asBoolean()).isTrue();
        String id = choice.path("exchange_id").asText();
        JsonNode event = topic.events("retort.exchanges", e -> e.path("exchangeId").asText().equals(id)).get(0);
        assertThat(event.path("prompt").size() + event.path("omittedTurns").asInt()).isEqualTo(4199);
        assertThat(event.path("turn").asInt()).isEqualTo(2099);
        assertThat(event.at("/prompt/" + (event.path("prompt").size() - 1) + "/content").asText()).isEqualTo("4198 aaa");
        assertThat(feedback(agent, id, "after-review").has("exchange")).isFalse();
    }

    /** Flags it. @return what Kafka has of that */
    private JsonNode feedback(ApiClient who, String exchange, String counts) {
        HttpResponse<String> response = who.post("/api/feedback", "{'exchangeId':'%s','verdict':'flagged'}".formatted(exchange));
        assertThat(response.statusCode()).isEqualTo(202);
        JsonNode accepted = ApiClient.json(response.body());
        assertThat(accepted.path("counts").asText()).isEqualTo(counts);
        List<JsonNode> events = topic.events("retort.feedback",
                event -> event.path("feedbackId").equals(accepted.path("feedbackId")));
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private void thingsAreRecordedAgain() {
        Patience.await().until(() -> agent.ok(CHAT, HELLO.formatted(false)).at("/choices/0/recorded").asBoolean());
    }
}
