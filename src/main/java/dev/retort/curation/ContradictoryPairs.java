package dev.retort.curation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Corrections that contradict each other, as people see them. */
final class ContradictoryPairs {
    private static final String PAIRS = " from contradiction c join example one on one.id = c.example_id join example other on other.id = c.other_id";
    /** A pair may have been found from both sides. */
    private static final String APPROVED = "select distinct greatest(one.number, other.number) as later, least(one.number, other.number) as earlier"
            + PAIRS + " where one.state = 'approved' and other.state = 'approved'";

    private ContradictoryPairs() {}

    static Uni<Long> count(Mutiny.Session session) {
        return session.createNativeQuery("select count(*) from (" + APPROVED + ") pairs", Long.class).getSingleResult();
    }

    /** Pairs of ids of approved ones, the latest first. */
    static Uni<List<Object[]>> latest(Mutiny.Session session, int most) {
        return session.createNativeQuery("select one.id, other.id from (" + APPROVED + ") pairs join example one on one.number = later"
                + " join example other on other.number = earlier order by later desc, earlier desc", Object[].class).setMaxResults(most)
                .getResultList();
    }

    /** For each example the ids of the approved ones that it contradicts. */
    static Uni<Map<String, List<String>>> of(Mutiny.Session session, List<String> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery("select one.id, other.id, one.state, other.state" + PAIRS
                + " where one.id in (:ids) or other.id in (:ids) order by one.number, other.number", Object[].class)
                .setParameter("ids", ids).getResultList().map(rows -> {
                    Map<String, List<String>> found = new HashMap<>();
                    rows.forEach(row -> {
                        add(found, row[0], row[2], row[1], row[3]);
                        add(found, row[1], row[3], row[0], row[2]);
                    });
                    return found;
                });
    }

    private static void add(Map<String, List<String>> found, Object one, Object state, Object other, Object otherState) {
        boolean stands = Example.State.of((String) state).filter(known -> known.isOpen() || known == Example.State.APPROVED).isPresent();
        List<String> others = found.computeIfAbsent((String) one, id -> new ArrayList<>());
        if (stands && otherState.equals(Example.State.APPROVED.word()) && !others.contains((String) other)) {
            others.add((String) other);
        }
    }
}
