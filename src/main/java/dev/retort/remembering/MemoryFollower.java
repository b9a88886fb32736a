package dev.retort.remembering;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.bounds.LatestKept;
import dev.retort.events.CorrectionEvent;
import dev.retort.events.CorrectionEvent.NotFor;
import dev.retort.events.EventJson;
import dev.retort.events.EventSchemas;
import dev.retort.events.PraiseEvent;
import dev.retort.events.Topics;
import dev.retort.events.WholeTopic;
import dev.retort.memory.Correction;
import dev.retort.memory.Inquiry;
import dev.retort.memory.KnownQuestion;
import dev.retort.memory.LetGo;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the memory of the corrections and the praise that are approved: all of them from the start, and each change as it comes. */
@ApplicationScoped
class MemoryFollower implements WholeTopic.Reader {
    private static final Logger LOG = Logger.getLogger(MemoryFollower.class);
    private static final int AFTER_THE_TOPICS = 2000;

    private final LiveMemory live;
    private final OwnReplies ownReplies;
    private final WholeTopic topic;
    // only the follower's thread
    /** By correction: the ids of the places where it does not hold. */
    private final Map<String, List<String>> places = new HashMap<>();
    private final LatestKept<Inquiry> praised;

    MemoryFollower(LiveMemory live, OwnReplies ownReplies, MemoryConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.live = live;
        this.ownReplies = ownReplies;
        this.topic = new WholeTopic(kafka, List.of(Topics.MEMORY), "retort-memory-follower", this);
        this.praised = new LatestKept<>(config.known(), Long.MAX_VALUE);
    }

    void start(@Observes @Priority(AFTER_THE_TOPICS) StartupEvent event) {
        if (live.hasMemory()) {
            topic.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        topic.close();
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            forget(record.key() == null ? "" : new String(record.key(), UTF_8));
            return;
        }
        try {
            Header type = record.headers().lastHeader("ce_type");
            read(type == null ? "" : new String(type.value(), UTF_8), EventJson.MAPPER.readTree(value));
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s, offset %d is nothing to remember and is passed over: %s", record.topic(), record.offset(), e.getMessage());
        }
    }

    private void read(String type, JsonNode json) throws IOException {
        EventSchemas.validate(type, json);
        switch (type) {
            case CorrectionEvent.TYPE -> remember(EventJson.MAPPER.treeToValue(json, CorrectionEvent.class));
            case PraiseEvent.TYPE -> know(EventJson.MAPPER.treeToValue(json, PraiseEvent.class));
            default -> throw new IllegalArgumentException(type + " does not belong here");
        }
    }

    private void remember(CorrectionEvent event) {
        Correction correction = new Correction(event.exampleId(), Inquiries.of(event.prompt()), event.flagged().orElse(""), event.reply(),
                event.by(), event.at());
        live.tell(event.exampleId(), memory -> {
            List<String> before = Optional.ofNullable(places.remove(event.exampleId())).orElse(List.of());
            List<String> now = event.notFor().stream().map(NotFor::exampleId).toList();
            before.stream().filter(id -> !now.contains(id)).forEach(memory::forget);
            memory.remember(correction);
            event.notFor().stream().filter(place -> Inquiries.isOne(place.prompt())).forEach(place -> memory.letGo(
                    new LetGo(place.exampleId(), event.exampleId(), Inquiries.of(place.prompt()), LetGo.Reach.MEANING)));
            if (!now.isEmpty()) {
                places.put(event.exampleId(), now);
            }
        });
    }

    private void know(PraiseEvent event) {
        Inquiry asked = Inquiries.of(event.prompt());
        praised.put(event.exampleId(), asked, 0);
        live.tell(event.exampleId(), memory -> memory.know(new KnownQuestion(asked, event.reply(), KnownQuestion.Origin.PRAISE)));
    }

    private void forget(String id) {
        live.tell(id, memory -> {
            Optional.ofNullable(places.remove(id)).orElse(List.of()).forEach(memory::forget);
            memory.forget(id);
            praised.get(id).ifPresent(memory::doubt);
        });
        praised.remove(id);
    }

    @Override
    public void looked(boolean caughtUp) {
        ownReplies.look();
        if (caughtUp) {
            live.isCaughtUp();
        }
    }
}
