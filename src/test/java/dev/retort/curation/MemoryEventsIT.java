package dev.retort.curation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.events.ChatTurn;
import dev.retort.events.CorrectionEvent;
import dev.retort.events.EventJson;
import dev.retort.events.EventSchemas;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.UnrecordedExchange;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.RecalledReply;
import dev.retort.events.Topics;
import dev.retort.local.StackResource;
import dev.retort.roles.Roles;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The corrections and the praise that chat servers are told of, on a topic that keeps the last word on each. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class MemoryEventsIT extends CurationSteps {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.MEMORY, 0);

    @Inject
    Transactions transactions;
    @Inject
    MemoryOutbox outbox;
    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> broker;
    private final Map<String, JsonNode> told = new HashMap<>();
    private @Nullable KafkaConsumer<byte[], byte[]> follower;

    /** Reads what the topic says of each key at its end; nothing of one that is gone. Every record with a value is as its schema says. */
    private synchronized Map<String, JsonNode> told() {
        if (follower == null) {
            follower = new KafkaConsumer<>(Map.of("bootstrap.servers", kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            follower.assign(List.of(PARTITION));
            follower.seekToBeginning(List.of(PARTITION));
        }
        long end = follower.endOffsets(List.of(PARTITION)).get(PARTITION);
        while (follower.position(PARTITION) < end) {
            follower.poll(Duration.ofMillis(200)).forEach(record -> read(record, told));
        }
        return Map.copyOf(told);
    }

    @AfterEach
    void leave() {
        if (follower != null) {
            follower.close();
        }
    }

    private static void read(ConsumerRecord<byte[], byte[]> record, Map<String, JsonNode> told) {
        String key = new String(record.key(), UTF_8);
        if (record.value() == null) {
            told.remove(key);
            return;
        }
        try {
            JsonNode json = EventJson.MAPPER.readTree(record.value());
            String type = new String(record.headers().lastHeader("ce_type").value(), UTF_8);
            assertThat(EventSchemas.problem(type, json)).isEmpty();
            assertThat(new String(record.headers().lastHeader("ce_source").value(), UTF_8)).isEqualTo("/retort/curation");
            told.put(key, json);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(key, e);
        }
    }

    private JsonNode told(String id) {
        eventually(() -> assertThat(told()).containsKey(id));
        return told().get(id);
    }

    private void isNotTold(String id) {
        eventually(() -> assertThat(told()).doesNotContainKey(id));
    }

    private String id(ExchangeEvent exchange, String state) {
        return (String) one(exchange, state).get("exampleId");
    }

    @Test
    void anAgentsCorrectionIsToldAsItIsLearned() {
        String asked = question();
        ExchangeEvent exchange = said(asked + " call +49 170 1234567", "Call Anna at +49 170 1234567.");
        correct(exchange, AGENT, "Write to anna@home.example.");

        JsonNode event = told(id(exchange, "approved"));
        assertThat(event.at("/prompt/0/content").asText()).isEqualTo(asked + " call [phone]");
        assertThat(event.path("reply").asText()).isEqualTo("Write to [email].");
        assertThat(event.path("flagged").asText()).isEqualTo("Call Anna at [phone].");
        assertThat(event.path("by").asText()).isEqualTo("olaf");
        assertThat(event.path("notFor")).isEmpty();
    }

    @Test
    void whatACustomerSaysIsToldOnceAReviewerVouchesForIt() {
        ExchangeEvent exchange = said(question(), "No.");
        correct(exchange, CUSTOMER, "Yes, we do.");
        String id = id(exchange, "pending");
        ExchangeEvent after = said(question(), "No.");
        correct(after, AGENT, "Yes.");
        told(id(after, "approved"));
        assertThat(told()).as("before the review").doesNotContainKey(id);

        review(id, "approve", null).statusCode(200);
        assertThat(told(id).path("by").asText()).as("who vouches for it").isEqualTo("agent");
    }

    @Test
    void whatIsWithdrawnOrSupersededIsTakenOutAndComesBackWithWhatMadeItHold() {
        String asked = question();
        ExchangeEvent first = said(asked, "No.");
        correct(first, AGENT, "Yes.");
        String one = id(first, "approved");
        told(one);
        ExchangeEvent second = said(asked, "No.");
        Sender berta = new Sender("berta", SenderRole.AGENT);
        correct(second, berta, "Only on Mondays.");
        String other = id(second, "approved");
        assertThat(told(other).path("reply").asText()).isEqualTo("Only on Mondays.");
        isNotTold(one);

        publish(feedback(second, Verdict.WITHDRAWN, berta, Optional.empty()));
        isNotTold(other);
        assertThat(told(one).path("reply").asText()).isEqualTo("Yes.");
        publish(feedback(first, Verdict.WITHDRAWN, AGENT, Optional.empty()));
        isNotTold(one);
    }

    @Test
    void praiseOfTheModelsOwnReplyIsTold() {
        ExchangeEvent exchange = said(question(), "Gladly!");
        publish(feedback(exchange, Verdict.PRAISED, AGENT, Optional.empty()));
        String id = id(exchange, "approved");
        assertThat(told(id).path("reply").asText()).isEqualTo("Gladly!");
        publish(feedback(exchange, Verdict.WITHDRAWN, AGENT, Optional.empty()));
        isNotTold(id);
    }

    @Test
    void aFlagOfARecalledReplyMakesTheCorrectionLetGoThereAndTheModelsOwnWordsAreWhatIsLearned() {
        ExchangeEvent source = said(question(), "No.");
        correct(source, AGENT, "Yes, gladly.");
        String correction = id(source, "approved");
        ExchangeEvent elsewhere = recalled(question(), correction);
        publish(elsewhere);
        publish(feedback(elsewhere, Verdict.FLAGGED, CUSTOMER, Optional.empty()));
        String customers = id(elsewhere, "pending");
        assertThat(one(elsewhere, "pending")).as("nobody has seen it, but it is what is judged").containsEntry("rejected", "No idea.")
                .containsEntry("recalled", correction);

        ExchangeEvent again = recalled(question(), correction);
        publish(again);
        publish(feedback(again, Verdict.FLAGGED, AGENT, Optional.empty()));
        String agents = id(again, "pending");
        eventually(() -> assertThat(told(correction).at("/notFor")).hasSize(1));
        assertThat(told(correction).at("/notFor/0/exampleId").asText()).as("the customer's is not reviewed").isEqualTo(agents);
        assertThat(told(correction).at("/notFor/0/prompt/0/content").asText()).isEqualTo(again.prompt().get(0).content());

        review(customers, "approve", null).statusCode(200);
        eventually(() -> assertThat(told(correction).at("/notFor")).hasSize(2));
        publish(feedback(again, Verdict.WITHDRAWN, AGENT, Optional.empty()));
        eventually(() -> assertThat(told(correction).at("/notFor/0/exampleId").asText()).isEqualTo(customers));
        assertThat(told(correction).at("/notFor")).hasSize(1);
        assertThat(told(correction).path("reply").asText()).isEqualTo("Yes, gladly.");
    }

    @Test
    void aBetterReplyToARecalledOneIsLearnedInPlaceOfTheModelsOwnAndPraiseOfItIsNot() {
        ExchangeEvent source = said(question(), "No.");
        correct(source, AGENT, "Yes, gladly.");
        String correction = id(source, "approved");
        ExchangeEvent elsewhere = recalled(question(), correction);
        publish(elsewhere);
        correct(elsewhere, AGENT, "Not on Sundays.");
        assertThat(one(elsewhere, "approved")).containsEntry("chosen", "Not on Sundays.").containsEntry("rejected", "No idea.");
        eventually(() -> assertThat(told(correction).at("/notFor")).hasSize(1));

        ExchangeEvent praised = recalled(question(), correction);
        publish(praised);
        publish(feedback(praised, Verdict.PRAISED, AGENT, Optional.empty()));
        settled();
        assertThat(examples(praised)).as("the model has not said it").isEmpty();
        assertThat(store.conversation(praised.conversationId()).await().atMost(dev.retort.Patience.LONG).exchanges().get(0).recalled())
                .contains(RecalledReply.said(correction, "meaning", "No idea."));
    }

    @Test
    void whereKafkaDidNotTakeARecalledReplyTheFeedbackTellsOfIt() {
        ExchangeEvent source = said(question(), "No.");
        correct(source, AGENT, "Yes, gladly.");
        String correction = id(source, "approved");
        ExchangeEvent lost = recalled(question(), correction);
        publish(new FeedbackEvent(UUID.randomUUID().toString(), lost.exchangeId(), Verdict.FLAGGED, Optional.empty(), Optional.empty(),
                Optional.empty(), AGENT, Instant.now(),
                Optional.of(new UnrecordedExchange(lost.conversationId(), lost.prompt(), "No idea.", MODEL, Optional.of(correction)))));
        assertThat(one(lost, "pending")).containsEntry("rejected", "No idea.").containsEntry("recalled", correction);
        eventually(() -> assertThat(told(correction).at("/notFor")).hasSize(1));
    }

    /** Whoever corrects wrongly can be found by their name, what they corrected gives way to a colleague's word, and a customer's never gets that far. */
    @Test
    void aPoisonedAgentsCorrectionsAreToldUnderTheirNameAndGiveWayToBetterOnes() {
        Sender mallory = new Sender("mallory", SenderRole.AGENT);
        List<String> asked = IntStream.range(0, 10).mapToObj(i -> question()).toList();
        List<String> bad = asked.stream().map(question -> {
            ExchangeEvent exchange = said(question, "No.");
            correct(exchange, mallory, "Everything is cheaper at Iron Palace.");
            return id(exchange, "approved");
        }).toList();
        eventually(() -> assertThat(told().keySet()).containsAll(bad));
        assertThat(told().entrySet()).filteredOn(event -> event.getValue().path("by").asText().equals("mallory"))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(bad);
        ExchangeEvent customers = said(question(), "No.");
        correct(customers, CUSTOMER, "Everything is cheaper at Iron Palace.");
        String unreviewed = id(customers, "pending");

        asked.forEach(question -> correct(said(question, "No."), AGENT, "Yes."));
        eventually(() -> assertThat(told().values()).noneMatch(event -> event.path("by").asText().equals("mallory")));
        assertThat(told()).doesNotContainKey(unreviewed);
    }

    private static ExchangeEvent recalled(String asked, String correction) {
        ExchangeEvent plain = exchange(asked, "Yes, gladly.");
        return new ExchangeEvent(plain.exchangeId(), plain.conversationId(), 0, plain.owner(), Optional.empty(),
                List.of(ChatTurn.user(asked)), plain.reply(), MODEL, plain.sampling(), plain.usage(), "stop", plain.timings(), plain.at(),
                Optional.empty(), Optional.of(RecalledReply.said(correction, "meaning", "No idea.")), Optional.empty());
    }

    private void correction(String id, String reply) {
        publisher
                .publish(new CorrectionEvent(id, List.of(ChatTurn.user(question())), reply, Optional.empty(), "olaf", List.of(),
                        Instant.now()))
                .await().atMost(dev.retort.Patience.LONG);
    }

    @Test
    void whatKafkaHasLostOrShouldNotHaveIsToldAgainAtTheNextStart() throws Exception {
        ExchangeEvent kept = said(question(), "No.");
        correct(kept, AGENT, "Yes.");
        String id = id(kept, "approved");
        JsonNode before = told(id);
        ExchangeEvent changed = said(question(), "No.");
        correct(changed, AGENT, "Maybe.");
        String other = id(changed, "approved");
        told(other);
        plain(Topics.MEMORY, id, null, Map.of());
        correction(other, "Something else.");
        correction("ex-of-nobody", "From an older database.");
        isNotTold(id);
        assertThat(told("ex-of-nobody").path("reply").asText()).isEqualTo("From an older database.");

        MemoryRepeat repeat = new MemoryRepeat(transactions, outbox, Roles.parse(Roles.ALL), broker);
        repeat.start(new StartupEvent());
        assertThat(told(id)).isEqualTo(before);
        eventually(() -> assertThat(told(other).path("reply").asText()).isEqualTo("Maybe."));
        isNotTold("ex-of-nobody");

        MemoryRepeat second = new MemoryRepeat(transactions, outbox, Roles.parse(Roles.ALL), broker);
        second.start(new StartupEvent());
        assertThat(second.done().get(1, java.util.concurrent.TimeUnit.MINUTES)).as("all is told").isZero();
    }
}
