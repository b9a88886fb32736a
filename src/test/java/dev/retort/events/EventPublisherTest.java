package dev.retort.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.MutinyEmitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** What a publisher says when Kafka does not answer; that Kafka gets what it says is in the tests with a broker. */
class EventPublisherTest {
    private static final int MEGABYTE = 1 << 20;

    private final List<Message<? extends byte[]>> sent = new ArrayList<>();
    private final EventPublisher publisher = new EventPublisher(new Silence(), new Silence(), new Silence(), new Silence(), new Silence(),
            new EventsConfig() {
                @Override
                public int partitions() {
                    return 4;
                }

                @Override
                public Optional<Short> replicas() {
                    return Optional.empty();
                }

                @Override
                public Duration retention() {
                    return Duration.ofDays(1);
                }

                @Override
                public Duration publishTimeout() {
                    return Duration.ofMillis(50);
                }

                @Override
                public Duration topicsTimeout() {
                    return Duration.ofSeconds(1);
                }

                @Override
                public MemorySize maxRecord() {
                    return new MemorySize(BigInteger.valueOf(MEGABYTE));
                }

                @Override
                public MemorySize waitingMemory() {
                    return new MemorySize(BigInteger.valueOf(2 * MEGABYTE));
                }
            });

    private static ModelEvent promotion(String line) {
        return new ModelEvent(line, 1, new VersionRef("v-1", "abc"), Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    @Test
    void kafkaThatDoesNotAnswerInTimeIsAnErrorThatNamesTheEvent() {
        assertThatThrownBy(() -> publisher.publish(promotion("default")).await().atMost(Patience.LONG))
                .isInstanceOf(PublishException.class).hasCauseInstanceOf(io.smallrye.mutiny.TimeoutException.class)
                .hasMessageContaining("dev.retort.model.v1 default/1").hasMessageContaining("50 ms");
    }

    @Test
    void anInvalidEventIsRefusedBeforeKafkaIsAsked() {
        assertThatThrownBy(() -> publisher.publish(promotion("")).await().atMost(Patience.LONG))
                .isInstanceOf(InvalidEventException.class).hasMessageContaining("/line");
    }

    @Test
    void aLoneSurrogateIsRefused() {
        var feedback = new FeedbackEvent("f", "e", FeedbackEvent.Verdict.CORRECTED, Optional.empty(), Optional.of("no \ud800"),
                Optional.empty(),
                new FeedbackEvent.Sender("anna", FeedbackEvent.SenderRole.CUSTOMER), Instant.EPOCH,
                Optional.of(new FeedbackEvent.UnrecordedExchange("c", List.of(ChatTurn.user("hi")), "yo", new ModelRef("v", "d", 1))));
        assertThatThrownBy(() -> publisher.publish(feedback).await().atMost(Patience.LONG))
                .isInstanceOf(InvalidEventException.class).hasMessageContaining("/betterReply");
    }

    @Test
    void ofALongConversationTheLatestTurnsAreRecorded() throws Exception {
        publish(exchange("x", conversation(4000), "No."));

        JsonNode told = EventJson.MAPPER.readTree(sent.get(0).getPayload());
        assertThat(sent.get(0).getPayload().length).isBetween(MEGABYTE - 2000, MEGABYTE);
        assertThat(told.at("/prompt/0/content").asText()).as("the system's turn").isEqualTo("Be kind");
        assertThat(told.path("prompt").size() + told.path("omittedTurns").asInt()).isEqualTo(4001);
        assertThat(told.path("prompt").get(told.path("prompt").size() - 1).path("content").asText()).startsWith("3999 ");
        assertThat(told.path("turn").asInt()).isEqualTo(7);
    }

    @Test
    void feedbackOnAnUnrecordedLongConversationIsRecordedWithItsLatestTurns() throws Exception {
        FeedbackEvent feedback = new FeedbackEvent("f", "e", FeedbackEvent.Verdict.CORRECTED, Optional.empty(),
                Optional.of("y".repeat(90_000)), Optional.of("c".repeat(90_000)),
                new FeedbackEvent.Sender("anna", FeedbackEvent.SenderRole.CUSTOMER), Instant.EPOCH,
                Optional.of(new FeedbackEvent.UnrecordedExchange("c", conversation(4000), "yo", new ModelRef("v", "d", 1))));
        publisher.publish(feedback).onFailure().recoverWithNull().await().atMost(Patience.LONG);

        JsonNode told = EventJson.MAPPER.readTree(sent.get(0).getPayload());
        assertThat(sent.get(0).getPayload().length).isBetween(MEGABYTE - 2000, MEGABYTE);
        assertThat(told.path("betterReply").asText()).hasSize(90_000);
        assertThat(told.at("/exchange/reply").asText()).isEqualTo("yo");
    }

    @Test
    void whatIsMoreThanARecordHoldsIsRefusedForGood() {
        String long1 = "\u0001".repeat(100_000);
        assertThatThrownBy(() -> publisher.publish(exchange("x", List.of(ChatTurn.user(long1)), long1)).await().atMost(Patience.LONG))
                .isInstanceOf(TooLargeEventException.class).hasMessageContaining("at most 1048576 fit a record");
        assertThat(sent).isEmpty();
    }

    @Test
    void eventsThatWaitForKafkaTakeNoMoreMemoryThanTheyMay() {
        for (int i = 0; i < 4; i++) {
            publish(exchange("x" + i, conversation(4000), "No."));
        }
        assertThat(sent).hasSize(2);
        assertThatThrownBy(() -> publisher.publish(exchange("x", conversation(4000), "No.")).await().atMost(Patience.LONG))
                .isInstanceOf(PublishException.class).hasMessageContaining("bytes of events wait for it");

        sent.get(0).ack();
        sent.get(0).ack();
        sent.get(1).nack(new IllegalStateException("test"));
        publish(exchange("y", conversation(4000), "No."));
        publish(exchange("z", conversation(4000), "No."));
        assertThat(sent).hasSize(4);
    }

    private void publish(ExchangeEvent event) {
        publisher.publish(event).onFailure().recoverWithNull().await().atMost(Patience.LONG);
    }

    private static ExchangeEvent exchange(String id, List<ChatTurn> prompt, String reply) {
        return new ExchangeEvent(id, "c", 7, "visitor", Optional.empty(), prompt, reply, new ModelRef("v-1", "d", 1),
                new ExchangeEvent.Sampling(0, 0, 1, 1, 0, 8), new ExchangeEvent.Usage(1, 1), "stop", new ExchangeEvent.Timings(1, 1),
                Instant.EPOCH);
    }

    /** 3.4 MB. */
    private static List<ChatTurn> conversation(int turns) {
        List<ChatTurn> all = new ArrayList<>(List.of(new ChatTurn(ChatTurn.Role.SYSTEM, "Be kind")));
        for (int i = 0; i < turns; i++) {
            all.add(i % 2 == 1 ? ChatTurn.user(i + " " + "a".repeat(800)) : ChatTurn.assistant(i + " " + "b".repeat(800)));
        }
        return all;
    }

    /** A channel whose broker never confirms anything. */
    private final class Silence implements MutinyEmitter<byte[]> {
        @Override
        public Uni<Void> send(byte[] payload) {
            return Uni.createFrom().nothing();
        }

        @Override
        public <M extends Message<? extends byte[]>> Uni<Void> sendMessage(M msg) {
            sent.add(msg);
            return Uni.createFrom().nothing();
        }

        @Override
        public void sendAndAwait(byte[] payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Cancellable sendAndForget(byte[] payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <M extends Message<? extends byte[]>> void send(M msg) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <M extends Message<? extends byte[]>> void sendMessageAndAwait(M msg) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <M extends Message<? extends byte[]>> Cancellable sendMessageAndForget(M msg) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void complete() {}

        @Override
        public void error(Exception e) {}

        @Override
        public boolean isCancelled() { return false; }

        @Override
        public boolean hasRequests() {
            return true;
        }
    }
}
