package dev.retort.events;

import java.nio.charset.StandardCharsets;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Puts records that can never be handled on {@code retort.dead-letters}: key, value and headers as they came, and headers that say where
 * it was ({@code retort-topic}, {@code retort-partition}, {@code retort-offset}) and why it is here ({@code retort-reason}).
 */
@ApplicationScoped
public class DeadLetters {
    private static final byte[] NOTHING = {};

    private final MutinyEmitter<byte[]> out;

    DeadLetters(@Channel("dead-letters-out") MutinyEmitter<byte[]> out) {
        this.out = out;
    }

    /** Completes when Kafka has the dead letter. A value that is too large even for the topic of dead letters stays only where it was. */
    public Uni<Void> publish(ConsumerRecord<byte[], byte[]> letter, String reason) {
        return send(letter, letter.value() == null ? NOTHING : letter.value(), reason)
                .onFailure(RecordTooLargeException.class).recoverWithUni(() -> send(letter, NOTHING, reason
                        + "; its value of " + letter.serializedValueSize() + " bytes is too large to be kept here"));
    }

    private Uni<Void> send(ConsumerRecord<byte[], byte[]> letter, byte[] value, String reason) {
        Headers headers = new RecordHeaders(letter.headers())
                .add("retort-topic", bytes(letter.topic()))
                .add("retort-partition", bytes(Integer.toString(letter.partition())))
                .add("retort-offset", bytes(Long.toString(letter.offset())))
                .add("retort-reason", bytes(reason));
        var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder().withHeaders(headers);
        if (letter.key() != null) {
            metadata.withKey(letter.key());
        }
        Message<byte[]> message = Message.of(value).addMetadata(metadata.build());
        return Uni.createFrom().deferred(() -> out.sendMessage(message));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
