package dev.retort.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads topics whole, from their beginning on, on a thread of its own. It belongs to no consumer group, so every process hears everything. While Kafka is
 * away it waits, and goes on where it was.
 */
public final class WholeTopic implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WholeTopic.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PATIENCE_MS = 10_000;

    /** Hears what is read, on the reading thread. */
    public interface Reader {
        /** Takes a record, whose value is {@code null} where its key is gone. */
        void read(ConsumerRecord<byte[], byte[]> record);

        /**
         * Told after each look at the topic, whether something was there or not.
         *
         * @param caughtUp whether all has been read that was there when the reading began
         */
        void looked(boolean caughtUp);
    }

    private final Map<String, Object> kafka;
    private final List<String> topics;
    private final Reader reader;
    private final Thread thread;
    private volatile long latest = Long.MAX_VALUE;
    private volatile boolean stopping;
    private volatile Optional<KafkaConsumer<byte[], byte[]>> reading = Optional.empty();
    // only the thread
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private boolean caughtUp;

    /** @param name of the thread and of Kafka's client */
    public WholeTopic(Map<String, Object> kafka, List<String> topics, String name, Reader reader) {
        this.kafka = new HashMap<>(kafka);
        this.kafka.keySet().retainAll(ConsumerConfig.configNames());
        this.kafka.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.kafka.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        this.kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.kafka.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.topics = List.copyOf(topics);
        this.reader = reader;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Has it begin with the latest records of each partition instead. */
    public WholeTopic fromTheLatest(long records) {
        latest = records;
        return this;
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Whether the reader is to come to an end. */
    public boolean isStopping() { return stopping; }

    /** Ends it, and waits until its thread has ended; on that thread itself it ends after this look. */
    @Override
    public void close() {
        stopping = true;
        reading.ifPresent(KafkaConsumer::wakeup);
        if (Thread.currentThread() != thread) {
            try {
                thread.join(PATIENCE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (!stopping) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                reading = Optional.of(consumer);
                follow(consumer);
            } catch (WakeupException e) {
                LOG.debug("stopping");
            } catch (KafkaException e) {
                LOG.warnf("cannot read %s, trying again: %s", String.join(", ", topics), e.getMessage());
                pause();
            } finally {
                reading = Optional.empty();
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = List.of();
        while (partitions.isEmpty() && !stopping) { // the topic may be created a moment later
            partitions = topics.stream().flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        begins.forEach((partition, begin) -> consumer.seek(partition,
                next.getOrDefault(partition, Math.max(begin, ends.getOrDefault(partition, begin) - latest))));
        while (!stopping) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                reader.read(record);
                next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
            caughtUp = caughtUp || ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            reader.looked(caughtUp);
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
