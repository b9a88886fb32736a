package dev.retort.curation;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.events.ChatTurn;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.ModelRef;
import dev.retort.recall.ConversationHistory;
import dev.retort.recall.Recall;
import dev.retort.recall.Received;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The long memory: examples, datasets, conversations. Every {@link Uni} runs in a transaction of its own when subscribed, from any thread:
 * code that may block says {@code store.waiting(…).await().indefinitely()}.
 */
@ApplicationScoped
public class CurationStore implements Recall {
    private static final int IMPORTED_AT_ONCE = 500;

    private final Transactions transactions;
    private final Datasets datasets;
    private final Imports imports;
    private final Backlog backlog;
    private final KeptContacts contacts;

    CurationStore(Transactions transactions, Datasets datasets, Imports imports, Backlog backlog, KeptContacts contacts) {
        this.transactions = transactions;
        this.datasets = datasets;
        this.imports = imports;
        this.backlog = backlog;
        this.contacts = contacts;
    }

    /** The new examples that a next run could learn. */
    public Uni<Waiting> waiting(Learnable learnable) {
        return transactions.run(session -> session.createNativeQuery("select count(*), min(approved_at), max(approved_at) from example"
                + " where state = 'approved' and " + learnable.condition() + " and used_by_run is null", Object[].class).getSingleResult()
                .map(row -> new Waiting(((Number) row[0]).longValue(), instant(row[1]), instant(row[2]))));
    }

    private static Optional<Instant> instant(@Nullable Object time) {
        return Optional.ofNullable((OffsetDateTime) time).map(OffsetDateTime::toInstant);
    }

    /**
     * Freezes all approved examples for a run, and marks those as used by it that it can learn and no run had; for a run that has its dataset,
     * that one.
     */
    public Uni<FrozenDataset> freeze(String runId, Learnable learnable) {
        return transactions.run(session -> datasets.freeze(session, runId, learnable));
    }

    /** The shop's own contact data that agents have confirmed, as it is now. */
    public Uni<Set<String>> ownContacts() {
        return contacts.all().map(all -> all.stream().map(KeptContacts.Contact::text).collect(Collectors.toSet()));
    }

    /** Lets the examples of a run that has learned nothing wait for the next one, and says how many. Its dataset stays. */
    public Uni<Integer> giveBack(String runId) {
        return transactions.run(session -> session.createNativeQuery("update example set used_by_run = null where used_by_run = :run")
                .setParameter("run", runId).executeUpdate());
    }

    /** The dataset of a run. Fails with {@link java.util.NoSuchElementException} if the run has none. */
    public Uni<FrozenDataset> dataset(String runId) {
        return transactions.run(session -> datasets.dataset(session, runId));
    }

    /**
     * Stores examples that are not there yet, redacted and approved, and says how many those were. Large imports are stored in parts: after
     * a failure import the same again.
     * Fails with {@link IllegalArgumentException} if an example has no prompt, no reply, or an unknown source or split.
     */
    public Uni<Integer> importExamples(List<NewExample> examples) {
        List<List<NewExample>> parts = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += IMPORTED_AT_ONCE) {
            parts.add(examples.subList(from, Math.min(examples.size(), from + IMPORTED_AT_ONCE)));
        }
        return Multi.createFrom().iterable(parts)
                .onItem().transformToUniAndConcatenate(part -> transactions.run(session -> imports.store(session, part)))
                .collect().with(Collectors.summingInt(Integer::intValue));
    }

    @Override
    public Uni<Received> received(FeedbackEvent event) {
        return transactions.run(session -> FeedbackIntake.received(session, event));
    }

    @Override
    public Uni<Boolean> caughtUp(String topic, Duration patience) {
        return Transactions.onContextOfCaller(Uni.createFrom().deferred(() -> backlog.cleared(topic, patience)));
    }

    @Override
    public Uni<ConversationHistory> conversation(String conversationId) {
        return transactions.run(session -> rows(session, conversationId).map(rows -> {
            if (rows.isEmpty()) {
                return new ConversationHistory(conversationId, Optional.empty(), List.of(), List.of(), 0);
            }
            Object[] last = rows.get(rows.size() - 1);
            List<ChatTurn> turns = new ArrayList<>(TurnsConverter.read((String) last[3]));
            turns.add(ChatTurn.assistant((String) last[4]));
            return new ConversationHistory(conversationId, Optional.ofNullable((String) last[2]), List.copyOf(turns),
                    rows.stream().map(CurationStore::recorded).toList(), 1 + (Integer) last[1]);
        }));
    }

    private static ConversationHistory.Recorded recorded(Object[] row) {
        Exchanges.Details details = Exchanges.Details.read((String) row[9]);
        return new ConversationHistory.Recorded((String) row[0], Optional.ofNullable((String) row[5]),
                new ModelRef((String) row[6], (String) row[7], ((Number) row[8]).longValue()), details.finishReason(), details.usage(),
                details.timings(), details.safety(), details.recalled());
    }

    /** Only what chat recorded itself: feedback can tell of a conversation that never was. Of a turn that was tried twice, the last. */
    private static Uni<List<Object[]>> rows(Mutiny.Session session, String conversationId) {
        return session
                .createNativeQuery(
                        """
                                select id, turn, owner, case when turn = max(turn) over () then prompt end, reply, message_id, model_version, model_digest,
                                  model_epoch, details
                                from (select distinct on (turn) * from exchange where conversation_id = :conversation and recorded
                                  order by turn, said_at desc) latest
                                order by turn""",
                        Object[].class)
                .setParameter("conversation", conversationId).getResultList();
    }
}
