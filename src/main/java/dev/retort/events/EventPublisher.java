package dev.retort.events;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Publishes events. Each method checks the event against its schema at once and fails with {@link InvalidEventException}; the {@link Uni}
 * sends it when subscribed, never blocks, completes when Kafka has the event on all in-sync replicas, and fails with
 * {@link PublishException} when that takes longer than {@code retort.events.publish-timeout}. The record is part of the trace in which the method
 * was called, on whatever thread it is sent.
 */
@ApplicationScoped
public class EventPublisher {
    private static final int WAITING_EVENTS = 10_000;

    private final MutinyEmitter<byte[]> exchanges;
    private final MutinyEmitter<byte[]> feedback;
    private final MutinyEmitter<byte[]> training;
    private final MutinyEmitter<byte[]> models;
    private final Duration timeout;

    EventPublisher(
            @Channel("exchanges-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> exchanges,
            @Channel("feedback-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> feedback,
            @Channel("training-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> training,
            @Channel("models-out") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING_EVENTS) MutinyEmitter<byte[]> models,
            EventsConfig config) {
        this.exchanges = exchanges;
        this.feedback = feedback;
        this.training = training;
        this.models = models;
        this.timeout = config.publishTimeout();
    }

    public Uni<Void> publish(ExchangeEvent e) {
        return send(exchanges, new Envelope(ExchangeEvent.TYPE, "/retort/chat", e.exchangeId(), e.conversationId(), e.exchangeId(), e.at()),
                e);
    }

    public Uni<Void> publish(FeedbackEvent e) {
        return send(feedback, new Envelope(FeedbackEvent.TYPE, "/retort/chat", e.feedbackId(), e.exchangeId(), e.exchangeId(), e.at()), e);
    }

    public Uni<Void> publish(TrainingEvent e) {
        String id = e.runId() + "/" + e.attempt() + "/" + e.state() + "/" + e.step() + "/" + e.at().toEpochMilli();
        return send(training, new Envelope(TrainingEvent.TYPE, "/retort/loop", id, e.runId(), e.runId(), e.at()), e);
    }

    public Uni<Void> publish(ModelEvent e) {
        return send(models, new Envelope(ModelEvent.TYPE, "/retort/loop", e.line() + "/" + e.epoch(), e.line(), e.line(), e.at()), e);
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
        Message<byte[]> message = Message.of(body)
                .addMetadata(OutgoingCloudEventMetadata.builder().withType(envelope.type()).withSource(URI.create(envelope.source()))
                        .withId(envelope.id()).withSubject(envelope.subject()).withDataContentType("application/json")
                        .withTimestamp(envelope.at().atZone(ZoneOffset.UTC)).build())
                .addMetadata(TracingMetadata.withCurrent(Context.current()))
                .addMetadata(OutgoingKafkaRecordMetadata.builder().withKey(envelope.key().getBytes(StandardCharsets.UTF_8)).build());
        return Uni.createFrom().deferred(() -> emitter.sendMessage(message))
                .ifNoItem().after(timeout).fail()
                .onFailure()
                .transform(e -> new PublishException("Kafka did not take the " + envelope.type() + " " + envelope.id() + " within "
                        + timeout.toMillis() + " ms" + (e.getMessage() == null ? "" : ": " + e.getMessage()), e));
    }
}
