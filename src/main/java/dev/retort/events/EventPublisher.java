package dev.retort.events;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.bounds.MemoryBudget;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Publishes events. Each method checks the event against its schema at once and fails with {@link InvalidEventException}; the {@link Uni}
 * sends it when subscribed, never blocks, completes when Kafka has the event on all in-sync replicas, and fails with
 * {@link PublishException} when that takes longer than {@code retort.events.publish-timeout}. The record is part of the trace in which the method
 * was called, on whatever thread it is sent.
 *
 * <p>Of a prompt that is more than {@code retort.events.max-record} the latest turns are published. An event that is too large all the same fails
 * with {@link TooLargeEventException}.
 */
@ApplicationScoped
public class EventPublisher {
    private static final int WAITING_EVENTS = 10_000;
    /** A topic that refuses even these is set wrongly, and may be set right again. */
    private static final int SMALL_RECORD = 1 << 16;

    private final MutinyEmitter<byte[]> exchanges;
    private final MutinyEmitter<byte[]> feedback;
    private final MutinyEmitter<byte[]> training;
    private final MutinyEmitter<byte[]> models;
    private final MutinyEmitter<byte[]> memory;
    private final Duration timeout;
    private final long maxRecord;
    private final MemoryBudget waiting;

    EventPublisher(
            @Channel("exchanges-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> exchanges,
            @Channel("feedback-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> feedback,
            @Channel("training-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> training,
            @Channel("models-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> models,
            @Channel("memory-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> memory,
            EventsConfig config) {
        this.exchanges = exchanges;
        this.feedback = feedback;
        this.training = training;
        this.models = models;
        this.memory = memory;
        this.timeout = config.publishTimeout();
        this.maxRecord = config.maxRecord().asLongValue();
        this.waiting = new MemoryBudget(config.waitingMemory().asLongValue());
    }

    public Uni<Void> publish(ExchangeEvent e) {
        return send(exchanges, new Envelope(ExchangeEvent.TYPE, "/retort/chat", e.exchangeId(), e.conversationId(), e.exchangeId(), e.at()),
                fitting(e));
    }

    public Uni<Void> publish(FeedbackEvent e) {
        return send(feedback, new Envelope(FeedbackEvent.TYPE, "/retort/chat", e.feedbackId(), e.exchangeId(), e.exchangeId(), e.at()),
                e.with(e.exchange()
                        .map(told -> told.with(LatestTurns.of(told.prompt(), room(e.with(Optional.of(told.with(List.of())))))))));
    }

    /** The event with as many of its turns as a record holds. */
    public ExchangeEvent fitting(ExchangeEvent e) {
        return e.with(LatestTurns.of(e.prompt(), room(e.with(List.of()))));
    }

    /** @param event without the turns that there is to be room for */
    private long room(Object event) {
        try {
            return maxRecord - EventJson.MAPPER.writeValueAsBytes(event).length;
        } catch (JsonProcessingException e) {
            return maxRecord; // the schema's check tells what is wrong with it
        }
    }

    public Uni<Void> publish(TrainingEvent e) {
        String id = e.runId() + "/" + e.attempt() + "/" + e.state() + "/" + e.step() + "/" + e.at().toEpochMilli();
        return send(training, new Envelope(TrainingEvent.TYPE, "/retort/loop", id, e.runId(), e.runId(), e.at()), e);
    }

    public Uni<Void> publish(ModelEvent e) {
        return send(models, new Envelope(ModelEvent.TYPE, "/retort/loop", e.line() + "/" + e.epoch(), e.line(), e.line(), e.at()), e);
    }

    public Uni<Void> publish(CorrectionEvent e) {
        return send(memory, new Envelope(CorrectionEvent.TYPE, "/retort/curation", e.exampleId(), e.exampleId(), e.exampleId(), e.at()), e);
    }

    public Uni<Void> publish(PraiseEvent e) {
        return send(memory, new Envelope(PraiseEvent.TYPE, "/retort/curation", e.exampleId(), e.exampleId(), e.exampleId(), e.at()), e);
    }

    /** The CloudEvents attributes of an event, and the key of its record. */
    private record Envelope(String type, String source, String id, String key, String subject, Instant at) {}

    private Uni<Void> send(MutinyEmitter<byte[]> emitter, Envelope envelope, Object event) {
        byte[] body;
        try {
            JsonNode json = EventJson.MAPPER.valueToTree(event);
            EventSchemas.validate(envelope.type(), json);
            body = EventJson.MAPPER.writeValueAsBytes(json);
        } catch (InvalidEventException e) {
            return Uni.createFrom().failure(e);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Uni.createFrom().failure(new InvalidEventException("not a valid " + envelope.type() + ": " + e.getMessage()));
        }
        if (body.length > maxRecord) {
            return Uni.createFrom().failure(new TooLargeEventException("the %s has %d bytes, at most %d fit a record"
                    .formatted(envelope.type(), body.length, maxRecord)));
        }
        Message<byte[]> message = Message.of(body)
                .addMetadata(OutgoingCloudEventMetadata.builder().withType(envelope.type()).withSource(URI.create(envelope.source()))
                        .withId(envelope.id()).withSubject(envelope.subject()).withDataContentType("application/json")
                        .withTimestamp(envelope.at().atZone(ZoneOffset.UTC)).build())
                .addMetadata(TracingMetadata.withCurrent(Context.current()))
                .addMetadata(OutgoingKafkaRecordMetadata.builder().withKey(envelope.key().getBytes(StandardCharsets.UTF_8)).build());
        return Uni.createFrom().deferred(() -> sendWithin(emitter, message)).ifNoItem().after(timeout).fail().onFailure()
                .transform(e -> failure(envelope, body.length, e));
    }

    /** Sends it if there is memory for it, which is given back when Kafka has it or has not: who stops waiting does not stop that. */
    private Uni<Void> sendWithin(MutinyEmitter<byte[]> emitter, Message<byte[]> message) {
        MemoryBudget.Share memory = waiting.share(0);
        if (!memory.take(message.getPayload().length)) {
            return Uni.createFrom()
                    .failure(new IllegalStateException(waiting.used() + " bytes of events wait for it, which is as many as may"));
        }
        Message<byte[]> tracked = message.withAck(() -> {
            memory.giveAll();
            return CompletableFuture.completedFuture(null);
        }).withNack(reason -> {
            memory.giveAll();
            return CompletableFuture.completedFuture(null);
        });
        try {
            return emitter.sendMessage(tracked).onFailure().invoke(e -> memory.giveAll());
        } catch (RuntimeException e) {
            memory.giveAll();
            throw e;
        }
    }

    private RuntimeException failure(Envelope envelope, int bytes, Throwable failure) {
        if (bytes > SMALL_RECORD && failure instanceof RecordTooLargeException) {
            return new TooLargeEventException("the %s has %d bytes, more than Kafka takes; retort.events.max-record must not be above"
                    .formatted(envelope.type(), bytes) + " the topic's max.message.bytes");
        }
        return new PublishException("Kafka did not take the " + envelope.type() + " " + envelope.id() + " within "
                + timeout.toMillis() + " ms" + (failure.getMessage() == null ? "" : ": " + failure.getMessage()), failure);
    }
}
