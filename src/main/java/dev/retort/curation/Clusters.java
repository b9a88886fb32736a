package dev.retort.curation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.events.EventJson;
import dev.retort.text.WordSet;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Puts questions into clusters of near duplicates, and says which split a cluster is in. A question joins the cluster of the first question
 * it is near to. Feedback and domain data are counted apart, so that thousands of imported examples take no place in the gate from the
 * corrections; what that would let through is left out when a dataset is frozen.
 */
@ApplicationScoped
class Clusters {
    private static final int PAGE = 1000;

    /** The kinds of examples that are counted apart when clusters are split. */
    enum Stratum implements Word {
        FEEDBACK, DOMAIN
    }

    /** @param split the split that whoever brings the question asks for */
    record Asked(WordSet question, Optional<Split> split) {}

    record Place(long cluster, Split split) {}

    private record Known(WordSet question, long cluster) {}

    private record NewQuestion(String key, long cluster, String tokens, String prefix) {}

    private record NewCluster(long id, String split) {}

    /** A place for each question, in their order. */
    Uni<List<Place>> place(Mutiny.Session session, List<Asked> asked, Stratum stratum) {
        if (asked.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return Transactions.lock(session, "retort.clusters")
                .flatMap(locked -> neighbours(session, asked))
                .flatMap(known -> join(session, asked, known))
                .flatMap(clusters -> splits(session, asked, clusters, stratum)
                        .map(splits -> places(asked, clusters, splits)));
    }

    private static List<Place> places(List<Asked> asked, List<Long> clusters, Map<Long, Split> splits) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Split ofCluster = splits.get(clusters.get(i));
            if (ofCluster == null) {
                throw new IllegalStateException("cluster " + clusters.get(i) + " has no split");
            }
            places.add(new Place(clusters.get(i), asked.get(i).split().orElse(ofCluster)));
        }
        return places;
    }

    /** For each question that is near to stored ones, the one of these that is in the first cluster. */
    private static Uni<List<Known>> neighbours(Mutiny.Session session, List<Asked> asked) {
        Map<String, List<WordSet>> byPrefix = new HashMap<>();
        asked.stream().map(Asked::question).distinct()
                .forEach(question -> question.prefix()
                        .forEach(word -> byPrefix.computeIfAbsent(word, w -> new ArrayList<>()).add(question)));
        return neighbours(session, byPrefix, 0, new LinkedHashMap<>()).map(first -> List.copyOf(first.values()));
    }

    /** Page by page: a word can be in any number of questions. */
    private static Uni<Map<WordSet, Known>> neighbours(Mutiny.Session session, Map<String, List<WordSet>> byPrefix, long after,
            Map<WordSet, Known> first) {
        return session
                .createNativeQuery("select tokens, cluster, id from question where prefix && string_to_array(:words, ' ') and id > :after"
                        + " order by id", Object[].class)
                .setParameter("words", String.join(" ", byPrefix.keySet())).setParameter("after", after).setMaxResults(PAGE).getResultList()
                .flatMap(rows -> {
                    rows.forEach(r -> {
                        Known known = new Known(WordSet.ofText((String) r[0]), ((Number) r[1]).longValue());
                        known.question().prefix().stream().flatMap(word -> byPrefix.getOrDefault(word, List.of()).stream()).distinct()
                                .filter(known.question()::isNear)
                                .forEach(near -> first.merge(near, known, (one, other) -> one.cluster() <= other.cluster() ? one : other));
                    });
                    return rows.size() < PAGE
                            ? Uni.createFrom().item(first)
                            : neighbours(session, byPrefix, ((Number) rows.get(PAGE - 1)[2]).longValue(), first);
                });
    }

    /** The cluster of each question; questions and clusters that are new are stored. */
    private static Uni<List<Long>> join(Mutiny.Session session, List<Asked> asked, List<Known> stored) {
        Map<String, List<Known>> byPrefix = new HashMap<>();
        stored.forEach(known -> index(byPrefix, known));
        Map<WordSet, Long> found = new LinkedHashMap<>();
        Set<WordSet> storedQuestions = stored.stream().map(Known::question).collect(Collectors.toSet());
        return session.createNativeQuery("select nextval('cluster_id') from generate_series(1, :n)", Long.class)
                .setParameter("n", (int) asked.stream().map(Asked::question).distinct().count()).getResultList()
                .flatMap(ids -> {
                    List<NewQuestion> newQuestions = new ArrayList<>();
                    List<Long> newClusters = new ArrayList<>();
                    for (Asked a : asked) {
                        WordSet question = a.question();
                        if (found.containsKey(question)) {
                            continue;
                        }
                        Optional<Known> near = question.prefix().stream().flatMap(w -> byPrefix.getOrDefault(w, List.of()).stream())
                                .filter(k -> k.question().isNear(question)).min(Comparator.comparingLong(Known::cluster));
                        long cluster = near.map(Known::cluster).orElseGet(() -> ids.get(newClusters.size()));
                        if (near.isEmpty()) {
                            newClusters.add(cluster);
                        }
                        found.put(question, cluster);
                        Known known = new Known(question, cluster);
                        if (!storedQuestions.contains(question)) {
                            newQuestions
                                    .add(new NewQuestion(question.key(), cluster, question.text(), String.join(" ", question.prefix())));
                        }
                        index(byPrefix, known);
                    }
                    return insertClusters(session, newClusters).flatMap(done -> insertQuestions(session, newQuestions))
                            .map(done -> asked.stream().map(a -> found.getOrDefault(a.question(), -1L)).toList());
                });
    }

    private static void index(Map<String, List<Known>> byPrefix, Known known) {
        known.question().prefix().forEach(w -> byPrefix.computeIfAbsent(w, x -> new ArrayList<>()).add(known));
    }

    private static Uni<Integer> insertClusters(Mutiny.Session session, List<Long> ids) {
        return session
                .createNativeQuery(
                        "insert into cluster (id) select cast(id as bigint) from json_array_elements_text(cast(cast(:ids as text) as json)) id")
                .setParameter("ids", json(ids)).executeUpdate();
    }

    private static Uni<Integer> insertQuestions(Mutiny.Session session, List<NewQuestion> questions) {
        return session.createNativeQuery("""
                insert into question (key, cluster, tokens, prefix)
                select key, cluster, tokens, string_to_array(prefix, ' ')
                from json_to_recordset(cast(cast(:rows as text) as json)) as r(key text, cluster bigint, tokens text, prefix text)
                on conflict (key) do nothing""")
                .setParameter("rows", json(questions)).executeUpdate();
    }

    /** The split of each cluster for this stratum; clusters that have none yet get the next of the sequence, in order of their questions. */
    private static Uni<Map<Long, Split>> splits(Mutiny.Session session, List<Asked> asked, List<Long> clusters, Stratum stratum) {
        String column = stratum.word() + "_split";
        return session.createNativeQuery("select id, " + column + " from cluster where id in (:ids)", Object[].class)
                .setParameter("ids", clusters.stream().distinct().toList()).getResultList()
                .flatMap(rows -> {
                    Map<Long, Split> splits = new HashMap<>();
                    rows.forEach(r -> Optional.ofNullable((String) r[1]).flatMap(Split::of)
                            .ifPresent(split -> splits.put(((Number) r[0]).longValue(), split)));
                    Map<Long, Split> fresh = new LinkedHashMap<>();
                    Set<Long> undecided = new LinkedHashSet<>();
                    for (int i = 0; i < asked.size(); i++) {
                        Long cluster = clusters.get(i);
                        if (splits.containsKey(cluster) || fresh.containsKey(cluster) || undecided.contains(cluster)) {
                            continue;
                        }
                        asked.get(i).split().ifPresentOrElse(split -> fresh.put(cluster, split), () -> undecided.add(cluster));
                    }
                    return next(session, stratum, undecided.size()).flatMap(first -> {
                        long n = first;
                        for (Long cluster : undecided) {
                            fresh.put(cluster, Split.ofCluster(n++));
                        }
                        splits.putAll(fresh);
                        List<NewCluster> rowsToSet = fresh.entrySet().stream().map(e -> new NewCluster(e.getKey(), e.getValue().word()))
                                .toList();
                        return session.createNativeQuery("update cluster c set " + column + " = r.split"
                                + " from json_to_recordset(cast(cast(:rows as text) as json)) as r(id bigint, split text) where c.id = r.id")
                                .setParameter("rows", json(rowsToSet)).executeUpdate().replaceWith(splits);
                    });
                });
    }

    private static Uni<Long> next(Mutiny.Session session, Stratum stratum, int n) {
        return session
                .createNativeQuery("update split_sequence set next = next + :n where stratum = :stratum returning next - :n", Long.class)
                .setParameter("n", n).setParameter("stratum", stratum.word()).getSingleResult();
    }

    private static String json(Object rows) {
        try {
            return EventJson.MAPPER.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
