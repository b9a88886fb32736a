package dev.retort.events;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.retort.Patience;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.MutinyEmitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** What a publisher says when Kafka does not answer; that Kafka gets what it says is in the tests with a broker. */
class EventPublisherTest {
    private final EventPublisher publisher = new EventPublisher(new Silence(), new Silence(), new Silence(), new Silence(),
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

    /** A channel whose broker never confirms anything. */
    private static final class Silence implements MutinyEmitter<byte[]> {
        @Override
        public Uni<Void> send(byte[] payload) {
            return Uni.createFrom().nothing();
        }

        @Override
        public <M extends Message<? extends byte[]>> Uni<Void> sendMessage(M msg) {
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
