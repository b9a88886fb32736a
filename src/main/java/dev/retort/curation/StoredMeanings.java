package dev.retort.curation;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.events.EventJson;
import dev.retort.meaning.AlikeQuestions.Question;
import dev.retort.meaning.Encoder;
import dev.retort.meaning.PackedVector;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** The meanings of questions in the database. */
final class StoredMeanings {
    private static final int PAGE = 1000;

    private StoredMeanings() {}

    private record Row(int place, String key, String encoder, String vector, float scale, String figures, boolean negative) {
        static Row of(int place, String key, Encoder encoder, Question question) {
            return new Row(place, key, encoder.digest(), Base64.getEncoder().encodeToString(question.vector().values()),
                    question.vector().scale(), question.figures().stream().sorted().collect(Collectors.joining(" ")),
                    question.negative());
        }
    }

    /** Brings the index up to date, page by page: after a start it knows nothing. */
    static Uni<Void> follow(Mutiny.Session session, MeaningIndex index) {
        return session.createNativeQuery("""
                select number, vector, scale, figures, negative from question_meaning
                where encoder = :encoder and number > :last and number > case when :last > 0 then 0 else coalesce((select number
                  from question_meaning where encoder = :encoder order by number desc offset :most limit 1), 0) end
                order by number""", Object[].class)
                .setParameter("encoder", index.encoder().digest()).setParameter("last", index.last())
                .setParameter("most", index.most()).setMaxResults(PAGE).getResultList()
                .flatMap(rows -> {
                    index.add(rows.stream().map(StoredMeanings::stored).toList());
                    return rows.size() < PAGE ? Uni.createFrom().voidItem() : follow(session, index);
                });
    }

    private static MeaningIndex.Stored stored(Object[] row) {
        PackedVector vector = new PackedVector(Base64.getDecoder().decode((String) row[1]), ((Number) row[2]).floatValue());
        String figures = (String) row[3];
        return new MeaningIndex.Stored(((Number) row[0]).longValue(),
                new Question(vector, figures.isEmpty() ? Set.of() : Set.of(figures.split(" ")), (Boolean) row[4]));
    }

    /** The clusters of those that are there, by number. */
    static Uni<Map<Long, Long>> clusters(Mutiny.Session session, List<Long> numbers) {
        if (numbers.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery("select m.number, q.cluster from question_meaning m join question q on q.id = m.question"
                + " where m.number in (:numbers)", Object[].class)
                .setParameter("numbers", numbers).getResultList()
                .map(rows -> rows.stream().collect(toMap(row -> ((Number) row[0]).longValue(), row -> ((Number) row[1]).longValue())));
    }

    /** @param byKey by the key of the question's words */
    static Uni<Void> insert(Mutiny.Session session, Encoder encoder, Map<String, Question> byKey) {
        List<Row> rows = new ArrayList<>();
        byKey.forEach((key, question) -> rows.add(Row.of(rows.size(), key, encoder, question)));
        try {
            return session.createNativeQuery("""
                    insert into question_meaning (question, encoder, vector, scale, figures, negative)
                    select q.id, r.encoder, r.vector, r.scale, r.figures, r.negative
                    from json_to_recordset(cast(cast(:rows as text) as json)) as r(place int, key text, encoder text,
                      vector text, scale real, figures text, negative boolean) join question q on q.key = r.key
                    order by r.place
                    on conflict (question, encoder) do nothing""")
                    .setParameter("rows", EventJson.MAPPER.writeValueAsString(rows)).executeUpdate().replaceWithVoid();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
