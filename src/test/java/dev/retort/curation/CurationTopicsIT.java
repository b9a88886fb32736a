package dev.retort.curation;

import static dev.retort.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.chat.Topic;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventJson;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.PublishException;
import dev.retort.events.Topics;
import dev.retort.local.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Curation and its topics: records of any client, poison, and stops on either side. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class CurationTopicsIT extends CurationSteps {
    @Inject
    Topic topic;

    /** With nothing of ours but the example of the schema: Kafka's own client, names and headers as the documentation has them. */
    @Test
    void aPlainKafkaClientCanFlagAndItCounts() throws Exception {
        ExchangeEvent exchange = said(question(), "Whatever.");
        String flag = Files.readString(Path.of("feedback-schema/examples/valid/feedback.v1.flagged-by-a-service-with-own-field.json"))
                .replace("ticket-99812", "ticket-" + exchange.exchangeId()).replace("ex.c-18.0.anna", exchange.exchangeId());
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", kafka), new StringSerializer(),
                new StringSerializer())) {
            var letter = new ProducerRecord<>("retort.feedback", exchange.exchangeId(), flag);
            Map.of("ce_specversion", "1.0", "ce_id", "ticket-" + exchange.exchangeId(), "ce_type", "dev.retort.feedback.v1", "ce_source",
                    "/tickets", "content-type", "application/json")
                    .forEach((name, value) -> letter.headers().add(name, value.getBytes(UTF_8)));
            producer.send(letter).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(one(exchange, "pending")).containsEntry("rejected", "Whatever.").containsEntry("contributor", "ticket-system");
    }

    @Test
    void aRecordCountsUnderAnotherKeyAndUnderNone() throws Exception {
        ExchangeEvent exchange = exchange(question(), "No.");
        plain(Topics.EXCHANGES, "somewhere else", EventJson.MAPPER.writeValueAsBytes(exchange),
                headers(ExchangeEvent.TYPE, "/retort/chat"));
        plain(Topics.FEEDBACK, null, EventJson.MAPPER.writeValueAsBytes(feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."))),
                headers(FeedbackEvent.TYPE, "/retort/chat"));
        assertThat(one(exchange, "approved")).containsEntry("chosen", "Yes.");
    }

    @Test
    void poisonousFeedbackGoesToTheDeadLettersAndThePartitionGoesOn() throws Exception {
        ExchangeEvent exchange = said(question(), "No.");
        String key = exchange.exchangeId();
        Map<String, String> headers = headers(FeedbackEvent.TYPE, "/test");
        int poisons = 0;
        try (var invalid = Files.list(Path.of("feedback-schema/examples/invalid"))) {
            for (Path file : invalid.filter(f -> f.getFileName().toString().startsWith("feedback.")).toList()) {
                plain(Topics.FEEDBACK, key, Files.readAllBytes(file), headers);
                poisons++;
            }
        }
        plain(Topics.FEEDBACK, key, EventJson.MAPPER.writeValueAsBytes(exchange), headers);
        plain(Topics.FEEDBACK, key, null, headers);
        plain(Topics.FEEDBACK, key, EventJson.MAPPER.writeValueAsBytes(feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."))),
                headers(FeedbackEvent.TYPE, "/retort/chat"));
        assertThat(one(exchange, "approved")).containsEntry("chosen", "Yes.");
        assertThat(deadLetters(key)).hasSize(poisons + 2)
                .allMatch(r -> new String(r.headers().lastHeader("retort-topic").value(), UTF_8).equals(Topics.FEEDBACK))
                .allMatch(r -> r.headers().lastHeader("retort-reason").value().length > 0);
    }

    @Test
    void whoOnlyClaimsToBeAnAgentWaitsForAReviewer() throws Exception {
        ExchangeEvent exchange = said(question(), "No.");
        FeedbackEvent claimed = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Give me everything for free."));
        plain(Topics.FEEDBACK, exchange.exchangeId(), EventJson.MAPPER.writeValueAsBytes(claimed),
                headers(FeedbackEvent.TYPE, "/somewhere/else"));
        one(exchange, "pending");
    }

    @Test
    void poisonGoesToTheDeadLettersAndThePartitionGoesOn() throws Exception {
        ExchangeEvent after = exchange(question(), "Still here.");
        String key = after.conversationId();
        String valid = EventJson.MAPPER.writeValueAsString(exchange(question(), "nul surrogate"));
        Map<String, String> headers = headers(ExchangeEvent.TYPE, "/test");
        long dead = status("deadLetters.count");

        plain(Topics.EXCHANGES, key, "this is not JSON".getBytes(UTF_8), headers);
        plain(Topics.EXCHANGES, key, "{} {}".getBytes(UTF_8), headers);
        plain(Topics.EXCHANGES, key, "[".repeat(5000).getBytes(UTF_8), headers);
        plain(Topics.EXCHANGES, key, valid.getBytes(UTF_8), Map.of());
        plain(Topics.EXCHANGES, key, valid.getBytes(UTF_8), headers("dev.retort.gossip.v1", "/test"));
        plain(Topics.EXCHANGES, key, Files.readAllBytes(Path.of("feedback-schema/examples/valid/model.v1.promotion.json")),
                headers("dev.retort.model.v1", "/test"));
        plain(Topics.EXCHANGES, key, "{\"reply\": 7}".getBytes(UTF_8), headers);
        plain(Topics.EXCHANGES, key, valid.replace("nul surrogate", "\\u0000").getBytes(UTF_8), headers);
        plain(Topics.EXCHANGES, key, valid.replace("nul surrogate", "\\ud83d").getBytes(UTF_8), headers);
        byte[] junk = new byte[1_000_000];
        new java.util.Random(1).nextBytes(junk);
        plain(Topics.EXCHANGES, key, junk, headers);
        plain(Topics.EXCHANGES, key, null, headers);
        plain(Topics.EXCHANGES, key, EventJson.MAPPER.writeValueAsBytes(after), headers);

        eventually(() -> assertThat(store.conversation(key).await().atMost(Patience.LONG).turns())
                .containsExactly(after.prompt().get(0), ChatTurn.assistant("Still here.")));
        assertThat(status("deadLetters.count")).isEqualTo(dead + 11);
        assertThat(deadReasons()).anyMatch(r -> r.contains("gossip")).anyMatch(r -> r.contains("ce_type"))
                .anyMatch(r -> r.contains("does not belong"))
                .anyMatch(r -> r.contains("lone surrogate")).anyMatch(r -> r.equals("no value"));
        List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(key);
        assertThat(letters).hasSize(11).anyMatch(r -> Arrays.equals(r.value(), junk))
                .allMatch(r -> new String(r.headers().lastHeader("retort-topic").value(), UTF_8).equals(Topics.EXCHANGES))
                .allMatch(r -> r.headers().lastHeader("retort-reason").value().length > 0)
                .allMatch(r -> Integer.parseInt(new String(r.headers().lastHeader("retort-partition").value(), UTF_8)) >= 0)
                .allMatch(r -> Long.parseLong(new String(r.headers().lastHeader("retort-offset").value(), UTF_8)) >= 0);
    }

    @Test
    void aValueTooLargeEvenForTheDeadLettersIsNamedThereAndThePartitionGoesOn() throws Exception {
        ExchangeEvent after = exchange(question(), "Still here.");
        String key = after.conversationId();
        byte[] huge = new byte[20_000_000];
        try (var producer = new KafkaProducer<>( // small enough for the topic, but only as it travels
                Map.<String, Object>of("bootstrap.servers", kafka, "max.request.size", 30_000_000, "compression.type", "gzip"),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            var letter = new ProducerRecord<>(Topics.EXCHANGES, key.getBytes(UTF_8), huge);
            headers(ExchangeEvent.TYPE, "/test").forEach((k, v) -> letter.headers().add(k, v.getBytes(UTF_8)));
            producer.send(letter).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }
        plain(Topics.EXCHANGES, key, EventJson.MAPPER.writeValueAsBytes(after), headers(ExchangeEvent.TYPE, "/test"));
        eventually(() -> assertThat(store.conversation(key).await().atMost(Patience.LONG).nextTurn()).isEqualTo(1));
        assertThat(deadLetters(key)).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEmpty();
            assertThat(new String(letter.headers().lastHeader("retort-reason").value(), UTF_8))
                    .endsWith("its value of 20000000 bytes is too large to be kept here");
        });
    }

    @Test
    void aStoppedCuratorCatchesUpLater() {
        ExchangeEvent exchange;
        try {
            asAgent().post("/api/curation/pause").then().statusCode(200).body("running", equalTo(false));
            exchange = exchange(question(), "No.");
            publish(exchange);
            correct(exchange, AGENT, "Yes.");
            await().during(Duration.ofSeconds(1)).atMost(Patience.LONG).until(() -> states(exchange).isEmpty()
                    && store.conversation(exchange.conversationId()).await().atMost(Patience.LONG).turns().isEmpty());
        } finally {
            asAgent().post("/api/curation/resume").then().statusCode(200).body("running", equalTo(true));
        }
        one(exchange, "approved");
    }

    @Test
    void whileTheDatabaseIsAwayEventsWaitInOrderAndNoneIsLost() throws Exception {
        long dead = status("deadLetters.count");
        ExchangeEvent exchange = exchange(question(), "No.");
        try (var admin = DriverManager.getConnection(database.replaceFirst("/[^/]*$", "/template1"), user, password.orElse(""));
                var sql = admin.createStatement()) {
            String name = URI.create(database.substring("jdbc:".length())).getPath().substring(1);
            try {
                sql.execute("alter database \"" + name + "\" with allow_connections false");
                sql.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
                publish(exchange);
                correct(exchange, AGENT, "Yes.");
                assertThatThrownBy(() -> store.waiting(Learnable.REPLIES).await().atMost(Patience.LONG)).isInstanceOf(Exception.class);
            } finally {
                sql.execute("alter database \"" + name + "\" with allow_connections true");
            }
        }
        one(exchange, "approved");
        assertThat(status("deadLetters.count")).isEqualTo(dead);
    }

    @Test
    void anEventThatKafkaRefusesFailsWithItsName() throws Exception {
        ExchangeEvent refused = exchange(question(), "No.");
        try (AutoCloseable away = topic.refusing(Topics.EXCHANGES)) {
            assertThatThrownBy(() -> publish(refused)).isInstanceOf(PublishException.class).hasMessageContaining(refused.exchangeId());
        }
        await().ignoreExceptions().until(() -> {
            publish(refused);
            return true;
        });
    }

    /** A conversation of 4 MB: more than a record holds. */
    @Test
    void aConversationThatNoRecordHoldsIsRecordedWithItsLatestTurns() throws Exception {
        ExchangeEvent e = exchange(question(), "No.");
        List<ChatTurn> turns = IntStream.range(0, 40).mapToObj(i -> ChatTurn.user(i + "x".repeat(99_000))).toList();
        publish(new ExchangeEvent(e.exchangeId(), e.conversationId(), 0, e.owner(), Optional.empty(), turns, "no", MODEL, e.sampling(),
                e.usage(),
                "stop", e.timings(), e.at()));
        JsonNode kept = topic.events(Topics.EXCHANGES, event -> event.path("exchangeId").asText().equals(e.exchangeId())).get(0)
                .path("prompt");
        assertThat(kept.size()).isBetween(2, 39);
        assertThat(kept.get(kept.size() - 1).path("content").asText()).startsWith("39x");
    }

    @Test
    void topicsHaveTheirSettings() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            var topics = admin
                    .describeTopics(List.of(Topics.EXCHANGES, Topics.FEEDBACK, Topics.TRAINING, Topics.MODELS, Topics.DEAD_LETTERS))
                    .allTopicNames().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(topics.get(Topics.EXCHANGES).partitions()).hasSize(4);
            assertThat(topics.get(Topics.MODELS).partitions()).hasSize(1);
            var models = new ConfigResource(ConfigResource.Type.TOPIC, Topics.MODELS);
            var texts = new ConfigResource(ConfigResource.Type.TOPIC, Topics.EXCHANGES);
            var settings = admin.describeConfigs(List.of(models, texts)).all().get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(settings.get(models).get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(settings.get(texts).get("retention.ms").value()).isEqualTo(Long.toString(Duration.ofDays(7).toMillis()));
        }
    }
}
