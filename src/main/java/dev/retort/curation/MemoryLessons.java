package dev.retort.curation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.retort.events.ChatTurn;
import dev.retort.events.CorrectionEvent;
import dev.retort.events.CorrectionEvent.NotFor;
import dev.retort.events.LatestTurns;
import dev.retort.events.PraiseEvent;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Approved corrections and praise as the memory of chat servers is told of them. Whatever is not approved is nothing to it. */
final class MemoryLessons {
    /** Room for the turns of a prompt: a memory reads the last ones only. */
    private static final int PROMPT_BYTES = 32 << 10;
    private static final int PLACE_BYTES = 4 << 10;
    private static final int MOST_PLACES = 50;

    private static final String APPROVED = """
            select e.id, e.source, e.prompt, e.chosen, e.rejected, coalesce(v.reviewer, e.contributor) as voucher, e.approved_at
            from example e left join lateral (select r.reviewer from review r where r.example_id = e.id and r.decision = 'approve'
              order by r.number desc limit 1) v on true
            where e.id in (:ids) and e.state = 'approved' and e.source in ('correction', 'praise') and e.chosen is not null""";

    /** A reviewer's decision counts, and so does the word of who needs none; an unreviewed customer's does not. */
    private static final String PLACES = """
            select recalled, id, prompt from (
              select recalled, id, prompt, said_at, row_number() over (partition by recalled order by said_at desc, number desc) as place
              from example where recalled in (:ids) and (state = 'approved' or trusted and state in ('pending', 'conflict'))) given
            where place <= :most order by said_at desc""";

    private MemoryLessons() {}

    /** An approved example as an event. */
    sealed interface Lesson {
        record Corrected(CorrectionEvent event) implements Lesson {}

        record Praised(PraiseEvent event) implements Lesson {}

        /** The event, to be written as JSON. */
        default Object body() {
            return this instanceof Corrected corrected ? corrected.event() : ((Praised) this).event();
        }
    }

    /** For each of the ids the lesson that it is now, or nothing. */
    static Uni<Map<String, Optional<Lesson>>> of(Mutiny.Session session, List<String> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery(PLACES, Object[].class).setParameter("ids", ids).setParameter("most", MOST_PLACES).getResultList()
                .map(MemoryLessons::places)
                .flatMap(places -> session.createNativeQuery(APPROVED, Object[].class).setParameter("ids", ids).getResultList()
                        .map(rows -> {
                            Map<String, Optional<Lesson>> lessons = new LinkedHashMap<>();
                            ids.forEach(id -> lessons.put(id, Optional.empty()));
                            rows.forEach(row -> lessons.put((String) row[0],
                                    Optional.of(lesson(row, places.getOrDefault((String) row[0], List.of())))));
                            return lessons;
                        }));
    }

    private static Map<String, List<NotFor>> places(List<Object[]> rows) {
        Map<String, List<NotFor>> places = new HashMap<>();
        rows.forEach(row -> places.computeIfAbsent((String) row[0], id -> new ArrayList<>())
                .add(new NotFor((String) row[1], latest((String) row[2], PLACE_BYTES))));
        return places;
    }

    private static Lesson lesson(Object[] row, List<NotFor> notFor) {
        String id = (String) row[0];
        List<ChatTurn> prompt = latest((String) row[2], PROMPT_BYTES);
        String chosen = Objects.requireNonNull((String) row[3]);
        Instant at = ((OffsetDateTime) row[6]).toInstant();
        return Word.of(Source.class, (String) row[1]) == Source.PRAISE
                ? new Lesson.Praised(new PraiseEvent(id, prompt, chosen, at))
                : new Lesson.Corrected(
                        new CorrectionEvent(id, prompt, chosen, Optional.ofNullable((String) row[4]), (String) row[5], notFor, at));
    }

    private static List<ChatTurn> latest(String turns, int bytes) {
        return LatestTurns.of(TurnsConverter.read(turns), bytes);
    }
}
