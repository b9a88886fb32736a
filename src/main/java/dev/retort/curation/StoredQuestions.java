package dev.retort.curation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.curation.Clusters.Stratum;
import dev.retort.events.EventJson;
import dev.retort.text.WordSet;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Questions by their words, their clusters and the splits of these in the database. */
final class StoredQuestions {
    private static final int PAGE = 1000;

    private StoredQuestions() {}

    /** The clusters of the stored questions that one is near to by its words. */
    static final class Near {
        private Optional<Long> same = Optional.empty();
        private final SortedSet<Long> clusters = new TreeSet<>();

        Optional<Long> same() {
            return same;
        }

        SortedSet<Long> clusters() {
            return clusters;
        }
    }

    private record QuestionRow(String key, long cluster, String tokens, String prefix) {
        static QuestionRow of(Placing.NewQuestion question) {
            WordSet words = question.words();
            return new QuestionRow(words.key(), question.cluster(), words.text(), String.join(" ", words.prefix()));
        }
    }

    private record SplitRow(long id, String split) {}

    /** All stored questions that each of these is near to. */
    static Uni<Map<WordSet, Near>> near(Mutiny.Session session, Set<WordSet> asked) {
        Map<WordSet, Near> near = new HashMap<>();
        Map<String, List<WordSet>> byPrefix = new HashMap<>();
        asked.forEach(question -> {
            near.put(question, new Near());
            question.prefix().forEach(word -> byPrefix.computeIfAbsent(word, w -> new ArrayList<>()).add(question));
        });
        return near(session, byPrefix, 0, near);
    }

    /** Page by page: a word can be in any number of questions. */
    private static Uni<Map<WordSet, Near>> near(Mutiny.Session session, Map<String, List<WordSet>> byPrefix, long after,
            Map<WordSet, Near> found) {
        return session
                .createNativeQuery("select tokens, cluster, id from question where prefix && string_to_array(:words, ' ') and id > :after"
                        + " order by id", Object[].class)
                .setParameter("words", String.join(" ", byPrefix.keySet())).setParameter("after", after).setMaxResults(PAGE).getResultList()
                .flatMap(rows -> {
                    rows.forEach(row -> compare(WordSet.ofText((String) row[0]), ((Number) row[1]).longValue(), byPrefix, found));
                    return rows.size() < PAGE
                            ? Uni.createFrom().item(found)
                            : near(session, byPrefix, ((Number) rows.get(PAGE - 1)[2]).longValue(), found);
                });
    }

    private static void compare(WordSet stored, long cluster, Map<String, List<WordSet>> byPrefix, Map<WordSet, Near> found) {
        stored.prefix().stream().flatMap(word -> byPrefix.getOrDefault(word, List.of()).stream()).distinct().filter(stored::isNear)
                .forEach(asked -> {
                    Near near = found.computeIfAbsent(asked, question -> new Near());
                    near.clusters.add(cluster);
                    if (asked.equals(stored)) {
                        near.same = Optional.of(cluster);
                    }
                });
    }

    /** The splits of the clusters that have one. */
    static Uni<Map<Long, Split>> splits(Mutiny.Session session, Set<Long> clusters, Stratum stratum) {
        if (clusters.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        String column = column(stratum);
        return session
                .createNativeQuery("select id, " + column + " from cluster where id in (:ids) and " + column + " is not null",
                        Object[].class)
                .setParameter("ids", List.copyOf(clusters)).getResultList().map(rows -> {
                    Map<Long, Split> splits = new HashMap<>();
                    rows.forEach(row -> splits.put(((Number) row[0]).longValue(), Word.of(Split.class, (String) row[1])));
                    return splits;
                });
    }

    private static String column(Stratum stratum) {
        return stratum.word() + "_split";
    }

    /** The number of clusters that have had a split of the sequence. */
    static Uni<Long> next(Mutiny.Session session, Stratum stratum) {
        return session.createNativeQuery("select next from split_sequence where stratum = :stratum", Long.class)
                .setParameter("stratum", stratum.word()).getSingleResult();
    }

    /** Ids for as many new clusters. */
    static Uni<List<Long>> ids(Mutiny.Session session, int most) {
        return session.createNativeQuery("select nextval('cluster_id') from generate_series(1, :n)", Long.class)
                .setParameter("n", most).getResultList();
    }

    /** Stores what is new of what was decided. */
    static Uni<Void> store(Mutiny.Session session, Placing placing, Stratum stratum) {
        return session
                .createNativeQuery(
                        "insert into cluster (id) select cast(id as bigint) from json_array_elements_text(cast(cast(:ids as text) as json)) id")
                .setParameter("ids", json(placing.clusters())).executeUpdate()
                .flatMap(done -> session.createNativeQuery("""
                        insert into question (key, cluster, tokens, prefix)
                        select key, cluster, tokens, string_to_array(prefix, ' ')
                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(key text, cluster bigint, tokens text, prefix text)
                        on conflict (key) do nothing""")
                        .setParameter("rows", json(placing.questions().stream().map(QuestionRow::of).toList())).executeUpdate())
                .flatMap(done -> session.createNativeQuery("update cluster c set " + column(stratum) + " = r.split"
                        + " from json_to_recordset(cast(cast(:rows as text) as json)) as r(id bigint, split text) where c.id = r.id")
                        .setParameter("rows", json(placing.decided().entrySet().stream()
                                .map(decided -> new SplitRow(decided.getKey(), decided.getValue().word())).toList()))
                        .executeUpdate())
                .flatMap(done -> session.createNativeQuery("update split_sequence set next = :next where stratum = :stratum")
                        .setParameter("next", placing.next()).setParameter("stratum", stratum.word()).executeUpdate())
                .replaceWithVoid();
    }

    private static String json(Collection<?> rows) {
        try {
            return EventJson.MAPPER.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
