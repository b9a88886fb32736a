package dev.retort.serving;

import java.io.IOException;
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
import dev.retort.events.WholeTopic;
import dev.retort.registry.ModelRegistry;
import dev.retort.registry.VersionFolder;
import dev.retort.registry.VersionId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Reads the announcements of champions, all of them from the start, and makes each new one the live model. A thread of its own reads and loads; it
 * belongs to no consumer group, so every process hears everything. A version that cannot be loaded leaves the one before serving and is tried again
 * from time to time.
 */
@ApplicationScoped
class ModelFollower implements WholeTopic.Reader {
    private static final Logger LOG = Logger.getLogger(ModelFollower.class);
    private static final int AFTER_THE_TOPICS = 2000;

    private final LiveModel live;
    private final ModelRegistry registry;
    private final ServingConfig config;
    private final String line;
    private final WholeTopic topic;

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
        this.line = line;
        this.topic = new WholeTopic(kafka, List.of(Topics.MODELS), "retort-model-follower", this);
    }

    void start(@Observes @Priority(AFTER_THE_TOPICS) StartupEvent event) {
        topic.start();
    }

    void stop(@Observes ShutdownEvent event) {
        topic.close();
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        announced(record).ifPresent(this::heard);
    }

    /** Only the last announcement is worth loading, so those of the past are read first. */
    @Override
    public void looked(boolean caughtUp) {
        if (caughtUp && System.nanoTime() - tryAgainAt >= 0) {
            target.filter(this::isAhead).ifPresent(this::roll);
        }
    }

    private Optional<ModelEvent> announced(ConsumerRecord<byte[], byte[]> record) {
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
}
