package dev.retort.curation;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventPublisher;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.ModelRef;
import dev.retort.events.Topics;
import dev.retort.security.Secrets;
import io.restassured.specification.RequestSpecification;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Exchanges that were said, feedback on them, and what has come of both. Each test asks questions of its own, for all share one store. */
abstract class CurationSteps {
    static final Sender AGENT = new Sender("olaf", SenderRole.AGENT);
    static final Sender CUSTOMER = new Sender("anna", SenderRole.CUSTOMER);
    static final ModelRef MODEL = new ModelRef("v-0123456789ab", "0123456789abcdef", 1);

    @Inject
    EventPublisher publisher;
    @Inject
    CurationStore store;
    @Inject
    Curator curator;
    @Inject
    Secrets secrets;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;
    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;
    @ConfigProperty(name = "quarkus.datasource.password")
    Optional<String> password;

    /** A question that nobody else has asked, nor anything near to it. It is longer than an encoder reads: all such babble would mean the same to it. */
    static String question() {
        String id = (UUID.randomUUID() + " " + UUID.randomUUID()).replace('-', ' ').chars()
                .map(c -> Character.isDigit(c) ? c - '0' + 'g' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString(); // a number may look like a phone's
        return "may i ask " + id + " and " + new StringBuilder(id.replace(" ", "z ")).reverse();
    }

    static ExchangeEvent exchange(String asked, String reply) {
        return exchange("c-" + UUID.randomUUID(), 0, List.of(ChatTurn.user(asked)), reply);
    }

    static ExchangeEvent exchange(String conversation, int turn, List<ChatTurn> prompt, String reply) {
        return new ExchangeEvent(conversation + "." + turn, conversation, turn, "anna", Optional.empty(), prompt, reply, MODEL,
                new ExchangeEvent.Sampling(0.7, 40, 0.95, 1.1, 42, 64), new ExchangeEvent.Usage(7, 3), "stop",
                new ExchangeEvent.Timings(12, 80),
                Instant.now());
    }

    ExchangeEvent said(String asked, String reply) {
        ExchangeEvent exchange = exchange(asked, reply);
        publish(exchange);
        return exchange;
    }

    static FeedbackEvent feedback(ExchangeEvent exchange, Verdict verdict, Sender by, Optional<String> betterReply) {
        return new FeedbackEvent(UUID.randomUUID().toString(), exchange.exchangeId(), verdict, Optional.empty(), betterReply,
                Optional.of("because"), by, Instant.now(), Optional.empty());
    }

    void correct(ExchangeEvent exchange, Sender by, String betterReply) {
        publish(feedback(exchange, Verdict.CORRECTED, by, Optional.of(betterReply)));
    }

    void publish(ExchangeEvent event) {
        publisher.publish(event).await().atMost(Patience.LONG);
    }

    void publish(FeedbackEvent event) {
        publisher.publish(event).await().atMost(Patience.LONG);
    }

    static void eventually(ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
    }

    /** Everything that was published before on any partition of feedback has been handled. */
    void settled() {
        List<ExchangeEvent> markers = IntStream.range(0, 16).mapToObj(i -> exchange(question(), "No.")).toList();
        markers.forEach(m -> publish(feedback(m, Verdict.FLAGGED, CUSTOMER, Optional.empty())));
        markers.forEach(this::publish);
        markers.forEach(m -> one(m, "pending"));
    }

    RequestSpecification asAgent() {
        return given().header("Authorization", "Bearer " + secrets.loginToken());
    }

    io.restassured.response.ValidatableResponse review(String example, String decision, String betterReply) {
        Map<String, String> body = new HashMap<>(Map.of("exampleId", example, "decision", decision, "comment", "seen"));
        if (betterReply != null) {
            body.put("betterReply", betterReply);
        }
        return asAgent().contentType("application/json").body(body).post("/api/reviews").then();
    }

    List<Map<String, Object>> examples(ExchangeEvent exchange) {
        return asAgent().queryParam("exchange", exchange.exchangeId()).get("/api/examples").then().statusCode(200).extract().jsonPath()
                .getList("items");
    }

    List<Object> states(ExchangeEvent exchange) {
        return examples(exchange).stream().map(e -> e.get("state")).toList();
    }

    /** The only example of an exchange, once it is in that state. */
    Map<String, Object> one(ExchangeEvent exchange, String state) {
        eventually(() -> assertThat(states(exchange)).containsExactly(state));
        return examples(exchange).get(0);
    }

    long status(String path) {
        Number number = asAgent().get("/api/curation").then().statusCode(200).extract().jsonPath().get(path);
        return number == null ? 0 : number.longValue();
    }

    List<String> waitingIds() {
        return asAgent().get("/api/curation").then().statusCode(200).extract().jsonPath().getList("waitingFeedback.feedbackId");
    }

    List<String> deadReasons() {
        return asAgent().get("/api/curation").then().statusCode(200).extract().jsonPath().getList("deadLetters.latest.reason");
    }

    static Map<String, String> headers(String type, String source) {
        return Map.of("ce_specversion", "1.0", "ce_id", UUID.randomUUID().toString(), "ce_type", type, "ce_source", source, "content-type",
                "application/json");
    }

    void plain(String topic, String key, byte[] value, Map<String, String> headers) throws Exception {
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka, "max.request.size", 2_000_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var letter = new ProducerRecord<>(topic, key == null ? null : key.getBytes(UTF_8), value);
            headers.forEach((k, v) -> letter.headers().add(k, v.getBytes(UTF_8)));
            producer.send(letter).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters(String key) {
        var partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", kafka, "fetch.max.bytes", 10_000_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> {
                    if (r.key() != null && new String(r.key(), UTF_8).equals(key)) {
                        found.add(r);
                    }
                });
            }
            return found;
        }
    }

    static NewExample domain(String asked, String reply, Optional<Split> split) {
        return new NewExample(List.of(ChatTurn.user(asked)), reply, Optional.empty(), Source.DOMAIN, split);
    }
}
