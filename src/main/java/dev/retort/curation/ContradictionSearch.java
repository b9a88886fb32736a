package dev.retort.curation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.roles.Roles;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Finds corrections that contradict each other, so that people see them. It decides nothing: {@link Approvals} does, of corrections of one prompt. It looks after the fact, because to compare replies takes longer than a correction may wait.
 */
@ApplicationScoped
class ContradictionSearch {
    private static final Logger LOG = Logger.getLogger(ContradictionSearch.class);
    private static final int COMPARED = 32;

    private final Transactions transactions;
    private final AskedMeanings meanings;
    private final Roles roles;
    private volatile boolean failing;

    ContradictionSearch(Transactions transactions, AskedMeanings meanings, Roles roles) {
        this.transactions = transactions;
        this.meanings = meanings;
        this.roles = roles;
    }

    /** A correction and others whose questions are near to its own. */
    private record Neighbours(Example example, List<Example> others) {}

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        if (!roles.curator()) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createBy().repeating().uni(this::compareNext).whilst(more -> more).collect().last().invoke(done -> failing = false)
                .onFailure().invoke(this::told).onFailure().recoverWithNull().replaceWithVoid();
    }

    private void told(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warnf("corrections can't be compared with each other, trying again: %s", failure.getMessage());
        }
    }

    /** Whether there was one. */
    private Uni<Boolean> compareNext() {
        return transactions.run(this::next).flatMap(found -> found.map(neighbours -> compare(neighbours).replaceWith(true))
                .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Uni<Optional<Neighbours>> next(Mutiny.Session session) {
        return session.createNativeQuery("select id from example where not compared and source = 'correction'"
                + " and state in ('pending', 'conflict', 'approved') order by number", String.class).setMaxResults(1)
                .getSingleResultOrNull()
                .flatMap(id -> id == null
                        ? Uni.createFrom().item(Optional.empty())
                        : session.find(Example.class, id).flatMap(example -> neighbours(session, example)).map(Optional::of));
    }

    private Uni<Neighbours> neighbours(Mutiny.Session session, Example example) {
        return meanings.read(List.of(Prompts.asked(example.prompt)))
                .flatMap(read -> Transactions.lock(session, Clusters.LOCK).flatMap(locked -> meanings.alike(session, read)))
                .flatMap(alike -> {
                    Set<Long> clusters = new TreeSet<>(alike.get(0));
                    clusters.add(example.cluster);
                    return session.createQuery("from Example where cluster in (:clusters) and state in (:states) and source = :correction"
                            + " and id <> :id order by case when state = :approved then 0 else 1 end, number desc", Example.class)
                            .setParameter("clusters", clusters).setParameter("approved", Example.State.APPROVED)
                            .setParameter("states", List.of(Example.State.APPROVED, Example.State.PENDING, Example.State.CONFLICT))
                            .setParameter("correction", Source.CORRECTION).setParameter("id", example.id).setMaxResults(COMPARED)
                            .getResultList().map(others -> new Neighbours(example, others));
                });
    }

    private Uni<Void> compare(Neighbours neighbours) {
        Example example = neighbours.example();
        return AskedMeanings.working(() -> {
            var saying = new ContradictingReplies(meanings.encoder());
            return neighbours.others().stream().filter(other -> saying.contradict(example, other)).map(other -> other.id).toList();
        }).flatMap(found -> transactions.run(session -> store(session, example, found)));
    }

    /** Stores what was found. An example that has changed meanwhile is compared again. */
    private static Uni<Void> store(Mutiny.Session session, Example example, List<String> found) {
        return session.createNativeQuery("delete from contradiction where example_id = :id or other_id = :id")
                .setParameter("id", example.id).executeUpdate()
                .flatMap(done -> session
                        .createNativeQuery(
                                """
                                        insert into contradiction (example_id, other_id) select :id, e.id from example e where e.id = any(string_to_array(:found, ' '))
                                        on conflict do nothing""")
                        .setParameter("id", example.id).setParameter("found", String.join(" ", found)).executeUpdate())
                .flatMap(done -> session
                        .createNativeQuery("update example set compared = true where id = :id and state = :state and chosen = :chosen")
                        .setParameter("id", example.id).setParameter("state", example.state.word())
                        .setParameter("chosen", example.chosen).executeUpdate())
                .replaceWithVoid();
    }
}
