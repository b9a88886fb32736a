package dev.retort.curation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.curation.MemoryLessons.Lesson;
import dev.retort.events.EventPublisher;
import dev.retort.events.InvalidEventException;
import dev.retort.events.Tombstones;
import dev.retort.roles.Roles;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Tells Kafka what the memory of chat servers has not been told yet. Each example is told as it is at that moment, so that it does not matter how often
 * it has changed, and its note is deleted in the same transaction once Kafka has it. One process tells at a time: what it tells is never older than what
 * was told before. While Kafka or the database is away the notes stay.
 */
@ApplicationScoped
class MemoryOutbox {
    private static final Logger LOG = Logger.getLogger(MemoryOutbox.class);
    private static final int AT_ONCE = 500;
    private static final int ON_THEIR_WAY = 64;

    private final Transactions transactions;
    private final EventPublisher publisher;
    private final Tombstones tombstones;
    private final Roles roles;
    /** Wishes for a look that have come since the last one began; above 0 somebody looks. */
    private final AtomicInteger wishes = new AtomicInteger();
    private volatile boolean failing;

    MemoryOutbox(Transactions transactions, EventPublisher publisher, Tombstones tombstones, Roles roles) {
        this.transactions = transactions;
        this.publisher = publisher;
        this.tombstones = tombstones;
        this.roles = roles;
    }

    /** Has what is noted told now, without waiting for it. What fails is told at the next look. */
    void soon() {
        if (roles.needDatabase() && wishes.getAndIncrement() == 0) {
            look();
        }
    }

    /** Other processes note, too, and may end before they tell. */
    @Scheduled(every = "1s")
    void soonAgain() {
        soon();
    }

    private void look() {
        int before = wishes.get();
        tell().subscribe().with(told -> {
            failing = false;
            goOn(told == AT_ONCE ? 0 : before);
        }, failure -> {
            if (!failing) {
                failing = true;
                LOG.warnf("the memory of chat servers can't be told what is approved, trying again: %s", failure.getMessage());
            }
            wishes.set(0); // the next look is the scheduler's, or who wishes
        });
    }

    private void goOn(int fulfilled) {
        if (fulfilled == 0 || wishes.addAndGet(-fulfilled) > 0) {
            look();
        }
    }

    /** Tells a part of what is noted, and says how many notes that were. */
    Uni<Integer> tell() {
        return transactions.run(session -> session.createNativeQuery("select 1 from untold limit 1", Integer.class).getResultList()
                .flatMap(some -> some.isEmpty() ? Uni.createFrom().item(0) : tell(session)));
    }

    private Uni<Integer> tell(Mutiny.Session session) {
        return Transactions.lock(session, "retort.memory")
                .flatMap(locked -> session.createNativeQuery("select number, example_id from untold order by number", Object[].class)
                        .setMaxResults(AT_ONCE).getResultList())
                .flatMap(notes -> {
                    if (notes.isEmpty()) {
                        return Uni.createFrom().item(0);
                    }
                    List<String> ids = List.copyOf(new LinkedHashSet<>(notes.stream().map(note -> (String) note[1]).toList()));
                    List<Long> numbers = notes.stream().map(note -> ((Number) note[0]).longValue()).toList();
                    return MemoryLessons.of(session, ids).flatMap(lessons -> Transactions.onContextOfCaller(publish(lessons)))
                            .flatMap(published -> session.createNativeQuery("delete from untold where number in (:numbers)")
                                    .setParameter("numbers", numbers).executeUpdate())
                            .replaceWith(notes.size());
                });
    }

    private Uni<Void> publish(Map<String, Optional<Lesson>> lessons) {
        List<Uni<Void>> all = new ArrayList<>();
        lessons.forEach((id, lesson) -> all.add(lesson.map(event -> publish(id, event)).orElseGet(() -> tombstones.bury(id))));
        return Uni.join().all(all).usingConcurrencyOf(ON_THEIR_WAY).andFailFast().replaceWithVoid();
    }

    /** One that no record holds must not act as it was before either. */
    private Uni<Void> publish(String id, Lesson lesson) {
        Uni<Void> published = lesson instanceof Lesson.Corrected corrected
                ? publisher.publish(corrected.event())
                : publisher.publish(((Lesson.Praised) lesson).event());
        return published.onFailure(InvalidEventException.class).recoverWithUni(failure -> {
            LOG.warnf("example %s can't act in the memory of chat servers: %s", id, failure.getMessage());
            return tombstones.bury(id);
        });
    }
}
