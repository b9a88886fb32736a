package dev.retort.events;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.ClientCustomizer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;

/**
 * Settings of all producers of this program. An event is written to all in-sync replicas, and once only. Kafka's client gives up on it when its
 * publisher does: an event that was said to have failed is not sent later.
 */
@ApplicationScoped
class ProducerSettings implements ClientCustomizer<Map<String, Object>> {
    static final String OUTGOING = "-out";
    /** A dead letter is the largest record a topic takes by default, and the headers that say where it came from. */
    static final int DEAD_LETTER_BYTES = 2 << 20;

    private final EventsConfig config;

    ProducerSettings(EventsConfig config) {
        this.config = config;
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> client) {
        if (!channel.endsWith(OUTGOING)) {
            return client;
        }
        String timeout = Long.toString(config.publishTimeout().toMillis()); // the connector reads its settings as texts
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(DEAD_LETTER_BYTES));
        return settings;
    }
}
