package dev.retort.events;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Takes keys out of {@code retort.memory}: a record without a value, after which Kafka forgets what was said under the key before. */
@ApplicationScoped
public class Tombstones {
    private final MutinyEmitter<Record<byte[], byte[]>> out;
    private final Duration timeout;

    Tombstones(@Channel("memory-tombstones-out") MutinyEmitter<Record<byte[], byte[]>> out, EventsConfig config) {
        this.out = out;
        this.timeout = config.publishTimeout();
    }

    /** Completes when Kafka has it on all in-sync replicas; fails with {@link PublishException} when that takes longer than an event may. */
    public Uni<Void> bury(String key) {
        byte @Nullable [] nothing = null;
        Message<Record<byte[], byte[]>> message = Message.of(Record.of(key.getBytes(StandardCharsets.UTF_8), nothing));
        return Uni.createFrom().deferred(() -> out.sendMessage(message)).ifNoItem().after(timeout).fail().onFailure()
                .transform(e -> new PublishException("Kafka did not forget " + key + " within " + timeout.toMillis() + " ms"
                        + (e.getMessage() == null ? "" : ": " + e.getMessage()), e));
    }
}
