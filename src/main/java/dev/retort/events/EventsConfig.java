package dev.retort.events;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of topics and producers. */
@ConfigMapping(prefix = "retort.events")
public interface EventsConfig {

    /** Partitions of the topics that are created: how many curators can share the work. Default 4. */
    @WithDefault("4")
    int partitions();

    /** Copies that the broker keeps of each topic. Default: the broker's own default. */
    Optional<Short> replicas();

    /** Time for which Kafka keeps the texts of exchanges, feedback, training progress and dead letters. Default 7 days. */
    @WithDefault("7d")
    Duration retention();

    /** Time that Kafka may take to confirm an event before it counts as not published. Default 5 seconds. */
    @WithDefault("5s")
    Duration publishTimeout();

    /** Time that the start waits for Kafka to create the topics. After it the start goes on, and creating them is tried again. Default 20 seconds. */
    @WithDefault("20s")
    Duration topicsTimeout();

    /**
     * Largest record of an exchange or feedback. Of a conversation that is longer its latest turns are recorded. Kafka's own limit, a topic's
     * {@code max.message.bytes}, must not be smaller. Default 900 KB.
     */
    @WithDefault("900K")
    MemorySize maxRecord();

    /** Memory for events that wait for Kafka; what comes when they have it all counts as not published. Default 64 MB. */
    @WithDefault("64M")
    MemorySize waitingMemory();
}
