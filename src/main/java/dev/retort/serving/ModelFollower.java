package dev.retort.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.events.EventJson;
import dev.retort.events.EventSchemas;
import dev.retort.events.ModelEvent;
import dev.retort.events.Topics;
import dev.retort.events.VersionName;
import dev.retort.events.VersionRef;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Reads the announcements of champions, all of them from the start, and makes each new one the live model. A thread of its own reads and loads; it
 * belongs to no consumer group, so every process hears everything. A version that cannot be loaded leaves the one before serving and is tried again
 * from time to time.
 */
@ApplicationScoped
class ModelFollower {
    private static final Logger LOG = Logger.getLogger(ModelFollower.class);
    private static final int AFTER_THE_TOPICS = 2000;
    private static final Duration POLL = Duration.ofMillis(500);

    private final LiveModel live;
    private final ModelRegistry registry;
    private final ServingConfig config;
    private final Map<String, Object> kafka;
    private final String line;
    private volatile boolean stopping;
    private volatile Optional<KafkaConsumer<byte[], byte[]>> reading = Optional.empty();
    private final Thread thread = new Thread(this::run, "retort-model-follower");

    // only the follower's thread
    private Optional<ModelEvent> target = Optional.empty();
    private long tryAgainAt;
    private String lastReason = "";

    ModelFollower(LiveModel live, ModelRegistry registry, ServingConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "retort.loop.line", defaultValue = "default") String line) {
        this.live = live;
        this.registry = registry;
        this.config = config;
        this.kafka = kafka;
        this.line = line;
    }

    void start(@Observes @Priority(AFTER_THE_TOPICS) StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        reading.ifPresent(KafkaConsumer::wakeup);
        thread.join(10_000);
    }

    private void run() {
        while (!stopping) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings(), new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                reading = Optional.of(consumer);
                follow(consumer);
            } catch (WakeupException e) {
                LOG.debug("stopping");
            } catch (KafkaException e) {
                LOG.warnf("cannot read %s, trying again: %s", Topics.MODELS, e.getMessage());
                pause();
            } finally {
                reading = Optional.empty();
            }
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(ConsumerConfig.configNames());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "retort-model-follower");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = List.of();
        while (partitions.isEmpty() && !stopping) { // the topic may be created a moment later
            partitions = consumer.partitionsFor(Topics.MODELS).stream().map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        boolean caughtUp = false;
        while (!stopping) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                read(record).ifPresent(this::heard);
            }
            // only the last announcement is worth loading, so those of the past are read first
            caughtUp = caughtUp || ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            if (caughtUp && System.nanoTime() - tryAgainAt >= 0) {
                target.filter(this::isAhead).ifPresent(this::roll);
            }
        }
    }

    private Optional<ModelEvent> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode json = EventJson.MAPPER.readTree(record.value());
            EventSchemas.validate(ModelEvent.TYPE, json);
            return Optional.of(EventJson.MAPPER.treeToValue(json, ModelEvent.class)).filter(event -> event.line().equals(line));
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s, offset %d is not an announcement and is passed over: %s", Topics.MODELS, record.offset(), e.getMessage());
            return Optional.empty();
        }
    }

    private void heard(ModelEvent event) {
        if (target.filter(known -> known.epoch() >= event.epoch()).isEmpty()) {
            target = Optional.of(event);
            tryAgainAt = System.nanoTime();
            lastReason = "";
        }
    }

    private boolean isAhead(ModelEvent event) {
        return live.current().filter(serving -> serving.epoch() >= event.epoch()).isEmpty();
    }

    private void roll(ModelEvent event) {
        if (live.current().filter(serving -> serving.digest().equals(event.champion().digest())).isPresent()) {
            live.advance(event.epoch());
            return;
        }
        Optional<String> problem = roll(event.champion(), event.epoch());
        if (problem.isPresent()) {
            failed(event, problem.get());
            // at a start there is nothing yet that could go on serving, but what served before may be there
            if (live.current().isEmpty()) {
                event.previous().ifPresent(previous -> {
                    if (roll(previous, event.epoch() - 1).isEmpty()) {
                        live.failed(event.champion().version(), event.epoch(), problem.get());
                    }
                });
            }
            tryAgainAt = System.nanoTime() + config.retryEvery().toNanos();
        }
    }

    private Optional<String> roll(VersionRef version, long epoch) {
        long began = System.nanoTime();
        try {
            VersionFolder folder = registry.open(new VersionId(version.version()));
            if (!folder.manifest().digest().equals(version.digest())) {
                return Optional.of(version.version() + " in the store has digest " + folder.manifest().digest() + ", announced was "
                        + version.digest());
            }
            try (Rollout rollout = live.prepare(folder, epoch)) {
                rollout.commit();
            }
            LOG.infof("serving %s, ready after %d ms", new VersionName(epoch, version.version()), (System.nanoTime() - began) / 1_000_000);
            return Optional.empty();
        } catch (IOException | RuntimeException | LinkageError e) {
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void failed(ModelEvent event, String problem) {
        live.failed(event.champion().version(), event.epoch(), problem);
        if (!problem.equals(lastReason)) {
            LOG.errorf("%s cannot take over; %s: %s", new VersionName(event.epoch(), event.champion().version()),
                    live.current().map(serving -> serving.shown() + " goes on serving").orElse("nothing serves"), problem);
            lastReason = problem;
        }
    }

    private void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}
