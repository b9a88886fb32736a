package dev.retort.remembering;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.retort.bounds.LatestKept;
import dev.retort.events.EventJson;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.Topics;
import dev.retort.events.WholeTopic;
import dev.retort.memory.Inquiry;
import dev.retort.memory.KnownQuestion;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Tells the memory of questions that were answered here or by other servers and that nobody has objected to: the latest when it starts, and then some of
 * those that come. Where somebody objects, the memory doubts the question again.
 */
@ApplicationScoped
class TrafficFollower implements WholeTopic.Reader {
    private static final Logger LOG = Logger.getLogger(TrafficFollower.class);
    private static final int AFTER_THE_TOPICS = 2000;
    private static final int LATEST = 1000; // records of each partition
    private static final int LARGEST = 1 << 16; // bytes; what is asked after so much talk is seldom asked again
    private static final long BETWEEN_MS = 20;

    private final LiveMemory live;
    private final Clock clock;
    private final WholeTopic topics;
    // only the follower's thread
    private final LatestKept<Inquiry> known;
    private boolean caughtUp;
    private long next;

    TrafficFollower(LiveMemory live, MemoryConfig config, Clock clock, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.live = live;
        this.clock = clock;
        this.known = new LatestKept<>(config.known(), Long.MAX_VALUE);
        this.topics = new WholeTopic(kafka, List.of(Topics.EXCHANGES, Topics.FEEDBACK), "retort-traffic-follower", this)
                .fromTheLatest(LATEST);
    }

    void start(@Observes @Priority(AFTER_THE_TOPICS) StartupEvent event) {
        if (live.hasMemory()) {
            topics.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        topics.close();
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.value().length > LARGEST) {
            return;
        }
        try {
            if (record.topic().equals(Topics.FEEDBACK)) {
                doubt(EventJson.MAPPER.readValue(record.value(), FeedbackEvent.class));
            } else if (!caughtUp || clock.millis() >= next) {
                next = clock.millis() + BETWEEN_MS;
                know(EventJson.MAPPER.readValue(record.value(), ExchangeEvent.class));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debugf("%s-%d, offset %d: %s", record.topic(), record.partition(), record.offset(), e.getMessage()); // curation tells of it
        }
    }

    private void know(ExchangeEvent event) {
        if (event.recalled().isEmpty() && event.safety().isEmpty() && event.finishReason().equals("stop")
                && Inquiries.isOne(event.prompt())) {
            Inquiry asked = Inquiries.of(event.prompt());
            known.put(event.exchangeId(), asked, 0);
            live.tell(event.exchangeId(), memory -> memory.know(new KnownQuestion(asked, event.reply(), KnownQuestion.Origin.TRAFFIC)));
        }
    }

    private void doubt(FeedbackEvent event) {
        if (event.verdict() == Verdict.FLAGGED || event.verdict() == Verdict.CORRECTED) {
            known.get(event.exchangeId()).ifPresent(asked -> live.tell(event.exchangeId(), memory -> memory.doubt(asked)));
            known.remove(event.exchangeId());
        }
    }

    @Override
    public void looked(boolean now) {
        caughtUp = now;
    }
}
