package dev.retort.curation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.events.EventJson;
import dev.retort.events.Topics;
import dev.retort.events.WholeTopic;
import dev.retort.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares, once after each start, what Kafka has for the memory of chat servers with what is approved, and notes what differs to be told again. A broker
 * that has lost its data learns everything anew; a database that was put back to an earlier state takes back what it does not know.
 */
@ApplicationScoped
class MemoryRepeat {
    private static final Logger LOG = Logger.getLogger(MemoryRepeat.class);
    private static final int AFTER_THE_TOPICS = 2000;
    private static final int PAGE = 500;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Transactions transactions;
    private final MemoryOutbox outbox;
    private final Roles roles;
    private final Map<String, Object> kafka;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private volatile @Nullable WholeTopic reading;

    MemoryRepeat(Transactions transactions, MemoryOutbox outbox, Roles roles,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.roles = roles;
        this.kafka = kafka;
    }

    void start(@Observes @Priority(AFTER_THE_TOPICS) StartupEvent event) {
        if (roles.curator()) {
            told().flatMap(this::note).onFailure()
                    .invoke(e -> LOG.warnf("what the memory of chat servers was told can't be compared, trying again: %s", e.getMessage()))
                    .onFailure().retry().withBackOff(FIRST_WAIT, LONGEST_WAIT).indefinitely()
                    .subscribe().with(noted -> {
                        if (noted > 0) {
                            LOG.infof(
                                    "%d corrections and praised replies differ from what the memory of chat servers was told; it is told again",
                                    noted);
                        }
                        outbox.soon();
                        done.complete(noted);
                    }, done::completeExceptionally);
        }
    }

    /** The number of those that differed, once they are noted. */
    CompletableFuture<Integer> done() {
        return done;
    }

    void stop(@Observes ShutdownEvent event) {
        WholeTopic topic = reading;
        if (topic != null) {
            topic.close();
        }
    }

    /** The content that the topic has for each key, as a number that tells whether it is another. */
    private Uni<Map<String, Integer>> told() {
        return Uni.createFrom().emitter(emitter -> {
            Snapshot snapshot = new Snapshot(found -> emitter.complete(found));
            WholeTopic topic = new WholeTopic(kafka, List.of(Topics.MEMORY), "retort-memory-repeat", snapshot);
            reading = topic;
            snapshot.topic.complete(topic);
            topic.start();
        });
    }

    /** All that the topic has when it is first read to its end. */
    private static final class Snapshot implements WholeTopic.Reader {
        private final Map<String, Integer> found = new HashMap<>();
        private final java.util.function.Consumer<Map<String, Integer>> whole;
        private final CompletableFuture<WholeTopic> topic = new CompletableFuture<>();

        Snapshot(java.util.function.Consumer<Map<String, Integer>> whole) {
            this.whole = whole;
        }

        @Override
        public void read(ConsumerRecord<byte[], byte[]> record) {
            byte @Nullable [] value = record.value();
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            if (value == null) {
                found.remove(key);
                return;
            }
            try {
                found.put(key, content(EventJson.MAPPER.readTree(value)));
            } catch (IOException e) {
                found.put(key, 0); // told again, or taken out
            }
        }

        @Override
        public void looked(boolean caughtUp) {
            if (caughtUp) {
                topic.join().close();
                whole.accept(found);
            }
        }
    }

    private static int content(JsonNode event) {
        return event.hashCode();
    }

    /** Notes what differs, page by page, and says how many those are. */
    private Uni<Integer> note(Map<String, Integer> told) {
        Set<String> approved = new HashSet<>();
        return notePages(told, approved, "", 0).flatMap(noted -> {
            List<String> gone = told.keySet().stream().filter(id -> !approved.contains(id)).toList();
            return note(gone).replaceWith(noted + gone.size());
        });
    }

    private Uni<Integer> notePages(Map<String, Integer> told, Set<String> approved, String after, int noted) {
        return transactions.run(session -> session.createNativeQuery("select id from example where state = 'approved'"
                + " and source in ('correction', 'praise') and id > :after order by id", String.class).setParameter("after", after)
                .setMaxResults(PAGE).getResultList()
                .flatMap(ids -> MemoryLessons.of(session, ids).map(lessons -> {
                    List<String> differ = new ArrayList<>();
                    lessons.forEach((id, lesson) -> lesson.ifPresent(now -> {
                        if (!Integer.valueOf(content(EventJson.MAPPER.valueToTree(now.body()))).equals(told.get(id))) {
                            differ.add(id);
                        }
                    }));
                    approved.addAll(ids);
                    return new Page(ids, differ);
                }))).flatMap(page -> note(page.differ()).flatMap(done -> page.ids().size() < PAGE
                        ? Uni.createFrom().item(noted + page.differ().size())
                        : notePages(told, approved, page.ids().get(PAGE - 1), noted + page.differ().size())));
    }

    private record Page(List<String> ids, List<String> differ) {}

    private Uni<Void> note(List<String> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : transactions.run(session -> session.createNativeQuery("insert into untold (example_id)"
                        + " select unnest(string_to_array(:ids, ' '))").setParameter("ids", String.join(" ", ids)).executeUpdate())
                        .replaceWithVoid();
    }
}
