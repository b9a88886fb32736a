package dev.retort.curation;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Counts what there is. */
@ApplicationScoped
class StatusQuery {
    private static final int SHOWN = 20;

    private final Transactions transactions;
    private final CurationStore store;
    private final Curator curator;

    StatusQuery(Transactions transactions, CurationStore store, Curator curator) {
        this.transactions = transactions;
        this.store = store;
        this.curator = curator;
    }

    Uni<CurationStatus> read() {
        return store.waiting(Learnable.REPLIES).flatMap(waiting -> transactions.run(session -> list(session, """
                select 'exchanges', '', '', count(*) from exchange
                union all select 'feedback', state, '', count(*) from feedback group by state
                union all select 'examples', source, state, count(*) from example group by source, state
                union all select 'splits', source, split, count(*) from example where state = 'approved' group by source, split
                union all select 'dead letters', '', '', count(*) from dead_letter""", Integer.MAX_VALUE)
                .flatMap(counts -> list(session, "select id, sender, exchange_id, verdict, arrived_at from feedback"
                        + " where state = 'waiting' order by arrived_at, number", SHOWN)
                        .flatMap(late -> list(session, "select topic, partition, position, reason, died_at from dead_letter"
                                + " order by died_at desc, position desc", SHOWN)
                                .flatMap(dead -> contradictions(session).map(pairs -> status(counts, waiting, late, pairs, dead)))))));
    }

    private static Uni<List<Object[]>> list(Mutiny.Session session, String sql, int most) {
        return session.createNativeQuery(sql, Object[].class).setMaxResults(most).getResultList();
    }

    private static Uni<CurationStatus.Contradictory> contradictions(Mutiny.Session session) {
        return ContradictoryPairs.count(session).flatMap(count -> ContradictoryPairs.latest(session, SHOWN)
                .map(rows -> new CurationStatus.Contradictory(count,
                        rows.stream().map(row -> new CurationStatus.Pair((String) row[0], (String) row[1])).toList())));
    }

    private CurationStatus status(List<Object[]> counts, Waiting waiting, List<Object[]> late, CurationStatus.Contradictory contradictions,
            List<Object[]> dead) {
        Map<String, Map<String, Map<String, Long>>> all = new TreeMap<>();
        counts.forEach(r -> all.computeIfAbsent((String) r[0], k -> new TreeMap<>()).computeIfAbsent((String) r[1], k -> new TreeMap<>())
                .put((String) r[2], ((Number) r[3]).longValue()));
        Map<String, Long> feedback = new TreeMap<>();
        all.getOrDefault("feedback", Map.of()).forEach((state, count) -> feedback.put(state, count.getOrDefault("", 0L)));
        return new CurationStatus(curator.isRunning(), single(all, "exchanges"), feedback, all.getOrDefault("examples", Map.of()),
                all.getOrDefault("splits", Map.of()), waiting,
                late.stream().map(
                        r -> new CurationStatus.WaitingFeedback((String) r[0], (String) r[1], (String) r[2], (String) r[3],
                                ((OffsetDateTime) r[4]).toInstant()))
                        .toList(),
                contradictions,
                new CurationStatus.Dead(single(all, "dead letters"), dead.stream().map(r -> new CurationStatus.DeadLetter((String) r[0],
                        (Integer) r[1], (Long) r[2], (String) r[3], ((OffsetDateTime) r[4]).toInstant())).toList()));
    }

    private static long single(Map<String, Map<String, Map<String, Long>>> all, String what) {
        return all.getOrDefault(what, Map.of()).getOrDefault("", Map.of()).getOrDefault("", 0L);
    }
}
