package dev.retort.curation;

import static dev.retort.Patience.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventJson;
import dev.retort.events.EventPublisher;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Reason;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.ModelRef;
import dev.retort.events.PublishException;
import dev.retort.events.Topics;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The store is shared with other tests: each test asks its own questions and looks only at what comes of them. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class CurationIT {
    private static final Sender AGENT = new Sender("olaf", SenderRole.AGENT);
    private static final Sender CUSTOMER = new Sender("anna", SenderRole.CUSTOMER);
    private static final ModelRef MODEL = new ModelRef("v-0123456789ab", "0123456789abcdef", 1);

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

    // --- what feedback means ---

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

    // --- each event once, in whatever order ---

    @Test
    void theSameEventsTwiceCountOnce() throws Exception {
        ExchangeEvent exchange = said(question(), "No.");
        publish(exchange);
        FeedbackEvent correction = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(correction);
        publish(correction);
        plain(Topics.FEEDBACK, exchange.exchangeId(), EventJson.MAPPER.writeValueAsBytes(correction),
                headers(FeedbackEvent.TYPE, "/retort/chat"));
        settled();
        assertThat(states(exchange)).containsExactly("approved");
    }

    @Test
    void theSameIdWithAnotherContentIsADeadLetter() {
        ExchangeEvent exchange = said(question(), "No.");
        FeedbackEvent correction = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(correction);
        publish(new FeedbackEvent(correction.feedbackId(), exchange.exchangeId(), Verdict.CORRECTED, Optional.empty(),
                Optional.of("Maybe."),
                Optional.empty(), AGENT, Instant.now(), Optional.empty()));
        eventually(() -> assertThat(deadReasons()).anyMatch(r -> r.contains(correction.feedbackId())));
        assertThat(one(exchange, "approved")).containsEntry("chosen", "Yes.");
    }

    @Test
    void theSameIdFromSomebodyElseIsOtherFeedback() {
        ExchangeEvent exchange = said(question(), "No.");
        FeedbackEvent correction = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(correction);
        publish(new FeedbackEvent(correction.feedbackId(), exchange.exchangeId(), Verdict.FLAGGED, Optional.empty(), Optional.empty(),
                Optional.empty(), CUSTOMER, Instant.now(), Optional.empty()));
        eventually(() -> assertThat(states(exchange)).containsExactly("approved", "pending"));
    }

    @Test
    void feedbackThatComesBeforeItsExchangeWaitsVisibly() {
        ExchangeEvent exchange = exchange(question(), "No.");
        FeedbackEvent early = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(early);
        publish(feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes, surely.")));
        eventually(() -> assertThat(waitingIds()).contains(early.feedbackId()));
        publish(exchange);
        eventually(() -> assertThat(states(exchange)).containsExactly("superseded", "approved"));
        assertThat(waitingIds()).doesNotContain(early.feedbackId());
    }

    @Test
    void feedbackThatWaitsInVainExpires() {
        ExchangeEvent exchange = exchange(question(), "No.");
        FeedbackEvent early = feedback(exchange, Verdict.CORRECTED, AGENT, Optional.of("Yes."));
        publish(early);
        eventually(() -> assertThat(waitingIds()).contains(early.feedbackId()));
        long expired = status("feedback.expired");
        curator.expire(Instant.now().plusSeconds(60)).await().atMost(Patience.LONG);
        assertThat(waitingIds()).doesNotContain(early.feedbackId());
        assertThat(status("feedback.expired")).isGreaterThan(expired);
    }

    @Test
    void feedbackOnAnUnrecordedExchangeBringsItsText() {
        ExchangeEvent exchange = exchange(question(), "No.");
        FeedbackEvent correction = new FeedbackEvent(UUID.randomUUID().toString(), exchange.exchangeId(), Verdict.CORRECTED,
                Optional.of(Reason.WRONG),
                Optional.of("Yes."), Optional.empty(), AGENT, Instant.now(),
                Optional.of(new FeedbackEvent.UnrecordedExchange(exchange.conversationId(), exchange.prompt(), exchange.reply(), MODEL)));
        publish(correction);
        assertThat(one(exchange, "approved")).containsEntry("rejected", "No.");
        assertThat(store.conversation(exchange.conversationId()).await().atMost(Patience.LONG).turns()).isEmpty();
    }

    // --- Kafka ---

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
    void anEventThatKafkaRefusesFailsWithItsName() {
        List<ChatTurn> long4mb = IntStream.range(0, 40).mapToObj(i -> ChatTurn.user("x".repeat(99_999))).toList();
        ExchangeEvent e = exchange(question(), "No.");
        ExchangeEvent large = new ExchangeEvent(e.exchangeId(), e.conversationId(), 0, e.owner(), Optional.empty(), long4mb, "no", MODEL,
                e.sampling(),
                e.usage(), "stop",
                e.timings(), e.at());
        assertThatThrownBy(() -> publish(large)).isInstanceOf(PublishException.class).hasMessageContaining(large.exchangeId());
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

    // --- the store ---

    @Test
    void aConversationIsReadBack() {
        String conversation = "c-" + UUID.randomUUID();
        List<ChatTurn> first = List.of(ChatTurn.user("hello"));
        List<ChatTurn> second = List.of(ChatTurn.user("hello"), ChatTurn.assistant("hi"), ChatTurn.user("and now 👋"));
        publish(exchange(conversation, 0, first, "hi"));
        publish(exchange(conversation, 1, second, "good bye"));
        eventually(() -> assertThat(store.conversation(conversation).await().atMost(Patience.LONG).nextTurn()).isEqualTo(2));
        ConversationHistory history = store.conversation(conversation).await().atMost(Patience.LONG);
        assertThat(history.owner()).contains("anna");
        assertThat(history.turns()).containsExactly(second.get(0), second.get(1), second.get(2), ChatTurn.assistant("good bye"));
        assertThat(history.exchanges()).extracting(ConversationHistory.Recorded::exchangeId).containsExactly(conversation + ".0",
                conversation + ".1");
        assertThat(store.conversation("nobody-said").await().atMost(Patience.LONG).owner()).isEmpty();
    }

    @Test
    void importsAreStoredOnceAndSplitByCluster() {
        String asked = question();
        NewExample one = domain(asked, "Ask shop@home.example.", Optional.empty());
        NewExample near = domain(asked + " please", "Ask again.", Optional.empty());
        NewExample forced = domain(question(), "Never trained on.", Optional.of("gate"));
        assertThat(store.importExamples(List.of(one, near, forced, one)).await().atMost(Patience.LONG)).isEqualTo(3);
        assertThat(store.importExamples(List.of(one, near, forced)).await().atMost(Patience.LONG)).isZero();

        String run = "imports-" + UUID.randomUUID();
        List<CuratedExample> examples = store.freeze(run, Learnable.REPLIES).await().atMost(Patience.LONG).examples();
        CuratedExample stored = examples.stream().filter(e -> e.prompt().equals(one.prompt())).findFirst().orElseThrow();
        assertThat(stored.chosen()).as("the base model's own conversations stay as they are").hasValue("Ask shop@home.example.");
        assertThat(stored.isNew()).isFalse();
        assertThat(examples.stream().filter(e -> e.prompt().equals(near.prompt())).findFirst().orElseThrow().split())
                .isEqualTo(stored.split());
        assertThat(examples.stream().filter(e -> e.prompt().equals(forced.prompt())).findFirst().orElseThrow().split()).isEqualTo("gate");
    }

    @Test
    void anImportedCorrectionIsRedacted() {
        var correction = new NewExample(List.of(ChatTurn.user(question() + " I am ann@home.example.")), "Ask bob@home.example.",
                Optional.of("Ask eve@home.example."), "correction", Optional.empty());
        store.importExamples(List.of(correction)).await().atMost(Patience.LONG);

        List<CuratedExample> examples = store.freeze("redacted-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG)
                .examples();
        assertThat(examples)
                .filteredOn(e -> e.chosen().equals(Optional.of("Ask [email].")) && e.rejected().equals(Optional.of("Ask [email].")))
                .anySatisfy(e -> assertThat(e.prompt().get(0).content()).endsWith("I am [email]."));
    }

    @Test
    void aNonsensicalImportIsRefused() {
        assertThatThrownBy(() -> store.importExamples(List.of(domain("q", "a", Optional.of("exam")))).await().atMost(Patience.LONG))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("exam");
        assertThatThrownBy(() -> store.importExamples(List.of(domain("q", " ", Optional.empty()))).await().atMost(Patience.LONG))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fortyQuestionsAreSplitEvenly() {
        List<NewExample> praised = IntStream.range(0, 40)
                .mapToObj(
                        i -> new NewExample(List.of(ChatTurn.user(question())), "Yes.", Optional.of("No."), "correction", Optional.empty()))
                .toList();
        store.importExamples(praised).await().atMost(Patience.LONG);
        Set<List<ChatTurn>> prompts = new HashSet<>(praised.stream().map(NewExample::prompt).toList());
        List<CuratedExample> examples = store.freeze("forty-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG)
                .examples()
                .stream()
                .filter(e -> prompts.contains(e.prompt())).toList();
        assertThat(examples).hasSize(40);
        assertThat(examples.stream().filter(e -> e.split().equals("gate"))).hasSizeBetween(7, 9);
        assertThat(examples.stream().filter(e -> e.split().equals("validation"))).hasSizeBetween(3, 5);
    }

    @Test
    void aFrozenDatasetNeverChangesAndUsesUpWhatIsNew() {
        ExchangeEvent exchange = said(question(), "No.");
        correct(exchange, AGENT, "Yes.");
        String id = (String) one(exchange, "approved").get("exampleId");
        String run = "frozen-" + UUID.randomUUID();
        FrozenDataset frozen = store.freeze(run, Learnable.REPLIES).await().atMost(Patience.LONG);
        assertThat(frozen.examples()).isSortedAccordingTo(java.util.Comparator.comparing(CuratedExample::id))
                .anyMatch(e -> e.id().equals(id) && e.isNew());
        assertThat(store.waiting(Learnable.REPLIES).await().atMost(Patience.LONG).newExamples()).isZero();

        correct(exchange, AGENT, "Yes, always.");
        eventually(() -> assertThat(states(exchange)).containsExactly("superseded", "approved"));
        assertThat(store.freeze(run, Learnable.REPLIES).await().atMost(Patience.LONG)).isEqualTo(frozen);
        assertThat(store.dataset(run).await().atMost(Patience.LONG)).isEqualTo(frozen);
        assertThat(Datasets.digest(frozen.examples())).isEqualTo(frozen.digest()).hasSize(64);
        FrozenDataset next = store.freeze("next-" + run, Learnable.REPLIES).await().atMost(Patience.LONG);
        assertThat(next.digest()).isNotEqualTo(frozen.digest());
        assertThat(next.examples()).noneMatch(e -> e.id().equals(id));
        assertThatThrownBy(() -> store.dataset("never-requested").await().atMost(Patience.LONG)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void domainExamplesThatWouldLeakTheGateAreLeftOut() {
        Map<String, NewExample> byAsked = new HashMap<>();
        List<ExchangeEvent> exchanges = new ArrayList<>();
        for (int i = 0; i < 5; i++) { // of five clusters in a row one is for the gate
            String asked = question();
            byAsked.put(asked, domain(asked + " please", "As ever.", Optional.of("train")));
            exchanges.add(said(asked, "No."));
        }
        store.importExamples(List.copyOf(byAsked.values())).await().atMost(Patience.LONG);
        exchanges.forEach(e -> correct(e, AGENT, "Yes."));
        exchanges.forEach(e -> one(e, "approved"));
        List<CuratedExample> examples = store.freeze("leak-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG)
                .examples();
        for (ExchangeEvent e : exchanges) {
            String split = (String) one(e, "approved").get("split");
            NewExample domain = byAsked.get(e.prompt().get(0).content());
            assertThat(examples.stream().anyMatch(x -> x.prompt().equals(domain.prompt()))).as("in %s", split)
                    .isEqualTo(split.equals("train"));
        }
    }

    // --- who may look ---

    @Test
    void customersSeeNeitherReviewsNorExamples() {
        for (String path : List.of("/api/reviews", "/api/examples", "/api/curation")) {
            given().get(path).then().statusCode(org.hamcrest.Matchers.oneOf(401, 403));
        }
    }

    @Test
    void wrongParametersAreNamed() {
        asAgent().get("/api/reviews?state=undecided").then().statusCode(400).contentType("application/problem+json").body("detail",
                containsString("pending, conflict, approved"));
        asAgent().get("/api/examples?limit=0").then().statusCode(400).body("detail", containsString("limit '0'"));
        asAgent().get("/api/examples?after=x").then().statusCode(400);
        review("ex-unknown", "approve", null).statusCode(404).body("detail", containsString("ex-unknown"));
        asAgent().contentType("application/json").body("{}").post("/api/reviews").then().statusCode(400);
        asAgent().contentType("application/json").body("{\"exampleId\": \"x\", \"decision\": \"perhaps\"}").post("/api/reviews").then()
                .statusCode(400)
                .body("detail", containsString("approve, dismiss"));
        asAgent().contentType("application/json").body("{nonsense").post("/api/reviews").then().statusCode(400);
        asAgent().contentType("application/json").body("{\"exampleId\": \"x\", \"decision\": \"approve\", \"betterReply\": \"\\u0000\"}")
                .post("/api/reviews").then().statusCode(400);
    }

    @Test
    void listsHavePages() {
        store.importExamples(IntStream.range(0, 3).mapToObj(i -> domain(question(), "Yes.", Optional.empty())).toList()).await()
                .atMost(Patience.LONG);
        var first = asAgent().get("/api/examples?source=domain&limit=2").then().statusCode(200).extract().jsonPath();
        assertThat(first.getList("items")).hasSize(2);
        var second = asAgent().get("/api/examples?source=domain&limit=2&after=" + first.getLong("next")).then().statusCode(200).extract()
                .jsonPath();
        assertThat(second.getList("items.exampleId")).isNotEmpty().doesNotContainAnyElementsOf(first.getList("items.exampleId"));
    }

    // --- tools ---

    /** A question that nobody else has asked, nor anything near to it. */
    private static String question() {
        String id = UUID.randomUUID().toString().replace('-', ' ').chars().map(c -> Character.isDigit(c) ? c - '0' + 'g' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString(); // a number may look like a phone's
        return "may i ask " + id + " and " + new StringBuilder(id.replace(" ", "z ")).reverse();
    }

    private static ExchangeEvent exchange(String asked, String reply) {
        return exchange("c-" + UUID.randomUUID(), 0, List.of(ChatTurn.user(asked)), reply);
    }

    private static ExchangeEvent exchange(String conversation, int turn, List<ChatTurn> prompt, String reply) {
        return new ExchangeEvent(conversation + "." + turn, conversation, turn, "anna", Optional.empty(), prompt, reply, MODEL,
                new ExchangeEvent.Sampling(0.7, 40, 0.95, 1.1, 42, 64), new ExchangeEvent.Usage(7, 3), "stop",
                new ExchangeEvent.Timings(12, 80),
                Instant.now());
    }

    private ExchangeEvent said(String asked, String reply) {
        ExchangeEvent exchange = exchange(asked, reply);
        publish(exchange);
        return exchange;
    }

    private static FeedbackEvent feedback(ExchangeEvent exchange, Verdict verdict, Sender by, Optional<String> betterReply) {
        return new FeedbackEvent(UUID.randomUUID().toString(), exchange.exchangeId(), verdict, Optional.empty(), betterReply,
                Optional.of("because"), by, Instant.now(), Optional.empty());
    }

    private void correct(ExchangeEvent exchange, Sender by, String betterReply) {
        publish(feedback(exchange, Verdict.CORRECTED, by, Optional.of(betterReply)));
    }

    private void publish(ExchangeEvent event) {
        publisher.publish(event).await().atMost(Patience.LONG);
    }

    private void publish(FeedbackEvent event) {
        publisher.publish(event).await().atMost(Patience.LONG);
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
    }

    /** Everything that was published before on any partition of feedback has been handled. */
    private void settled() {
        List<ExchangeEvent> markers = IntStream.range(0, 16).mapToObj(i -> exchange(question(), "No.")).toList();
        markers.forEach(m -> publish(feedback(m, Verdict.FLAGGED, CUSTOMER, Optional.empty())));
        markers.forEach(this::publish);
        markers.forEach(m -> one(m, "pending"));
    }

    private RequestSpecification asAgent() {
        return given().header("Authorization", "Bearer " + secrets.loginToken());
    }

    private io.restassured.response.ValidatableResponse review(String example, String decision, String betterReply) {
        Map<String, String> body = new HashMap<>(Map.of("exampleId", example, "decision", decision, "comment", "seen"));
        if (betterReply != null) {
            body.put("betterReply", betterReply);
        }
        return asAgent().contentType("application/json").body(body).post("/api/reviews").then();
    }

    private List<Map<String, Object>> examples(ExchangeEvent exchange) {
        return asAgent().queryParam("exchange", exchange.exchangeId()).get("/api/examples").then().statusCode(200).extract().jsonPath()
                .getList("items");
    }

    private List<Object> states(ExchangeEvent exchange) {
        return examples(exchange).stream().map(e -> e.get("state")).toList();
    }

    /** The only example of an exchange, once it is in that state. */
    private Map<String, Object> one(ExchangeEvent exchange, String state) {
        eventually(() -> assertThat(states(exchange)).containsExactly(state));
        return examples(exchange).get(0);
    }

    private long status(String path) {
        Number number = asAgent().get("/api/curation").then().statusCode(200).extract().jsonPath().get(path);
        return number == null ? 0 : number.longValue();
    }

    private List<String> waitingIds() {
        return asAgent().get("/api/curation").then().statusCode(200).extract().jsonPath().getList("waitingFeedback.feedbackId");
    }

    private List<String> deadReasons() {
        return asAgent().get("/api/curation").then().statusCode(200).extract().jsonPath().getList("deadLetters.latest.reason");
    }

    private static Map<String, String> headers(String type, String source) {
        return Map.of("ce_specversion", "1.0", "ce_id", UUID.randomUUID().toString(), "ce_type", type, "ce_source", source, "content-type",
                "application/json");
    }

    private void plain(String topic, String key, byte[] value, Map<String, String> headers) throws Exception {
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka, "max.request.size", 2_000_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var letter = new ProducerRecord<>(topic, key == null ? null : key.getBytes(UTF_8), value);
            headers.forEach((k, v) -> letter.headers().add(k, v.getBytes(UTF_8)));
            producer.send(letter).get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(String key) {
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

    private static NewExample domain(String asked, String reply, Optional<String> split) {
        return new NewExample(List.of(ChatTurn.user(asked)), reply, Optional.empty(), "domain", split);
    }
}
