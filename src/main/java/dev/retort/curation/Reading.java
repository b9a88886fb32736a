package dev.retort.curation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.events.EventJson;
import dev.retort.events.EventSchemas;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record as it was read: a CloudEvent in binary mode that keeps its schema, or nothing that can be handled. */
sealed interface Reading {
    record Exchanged(ExchangeEvent event) implements Reading {}

    record Judged(FeedbackEvent event, String source) implements Reading {}

    record Poison(String reason) implements Reading {}

    static Reading of(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> type = header(record, "ce_type");
        if (type.isEmpty()) {
            return new Poison("no ce_type header: not a CloudEvent in binary mode");
        }
        if (record.value() == null) {
            return new Poison("no value");
        }
        try {
            JsonNode json = EventJson.MAPPER.readTree(record.value());
            Optional<String> problem = EventSchemas.problem(type.get(), json);
            if (problem.isPresent()) {
                return new Poison(problem.get());
            }
            return switch (type.get()) {
                case ExchangeEvent.TYPE -> new Exchanged(EventJson.MAPPER.treeToValue(json, ExchangeEvent.class));
                case FeedbackEvent.TYPE -> new Judged(EventJson.MAPPER.treeToValue(json, FeedbackEvent.class),
                        header(record, "ce_source").orElse(""));
                default -> new Poison("event type " + type.get() + " does not belong on " + record.topic());
            };
        } catch (JsonProcessingException e) {
            return new Poison("not readable as " + type.get() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            return new Poison("not JSON: " + e.getMessage());
        }
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name)).map(Header::value).map(v -> new String(v, StandardCharsets.UTF_8));
    }
}
