package dev.retort.curation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The records that Kafka has and the store does not have yet, such as after a restart. */
@ApplicationScoped
class Backlog {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Admin admin;
    private final String group;
    /** The position after the last record that this process is done with; other processes commit theirs. */
    private final Map<TopicPartition, Long> done = new ConcurrentHashMap<>();

    Backlog(@Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "mp.messaging.incoming.curation.group.id") String group) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        this.admin = Admin.create(settings);
        this.group = group;
    }

    void curated(ConsumerRecord<byte[], byte[]> record) {
        done.merge(new TopicPartition(record.topic(), record.partition()), record.offset() + 1, Math::max);
    }

    /** Whether, within this time, the store has all of the topic that Kafka has now. Fails if Kafka can't say. */
    Uni<Boolean> cleared(String topic, Duration patience) {
        return ends(topic).flatMap(ends -> Uni.createFrom().deferred(() -> isBehind(ends)).repeat().withDelay(LOOK).whilst(behind -> behind)
                .collect().last().map(behind -> !behind)).ifNoItem().after(patience).recoverWithItem(false);
    }

    private Uni<Map<TopicPartition, Long>> ends(String topic) {
        return uni(admin.describeTopics(List.of(topic)).allTopicNames())
                .map(topics -> topics.values().stream().flatMap(found -> found.partitions().stream())
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                .flatMap(partitions -> uni(admin.listOffsets(partitions).all()))
                .map(found -> found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset())));
    }

    private Uni<Boolean> isBehind(Map<TopicPartition, Long> ends) {
        if (reach(done, ends)) {
            return Uni.createFrom().item(false);
        }
        return uni(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).map(committed -> {
            Map<TopicPartition, Long> all = new HashMap<>(done);
            committed.forEach((partition, position) -> {
                if (position != null) { // nothing committed yet
                    all.merge(partition, position.offset(), Math::max);
                }
            });
            return !reach(all, ends);
        });
    }

    private static boolean reach(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    private static <T> Uni<T> uni(KafkaFuture<T> future) {
        return Uni.createFrom().completionStage(future.toCompletionStage());
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
