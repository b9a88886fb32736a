package dev.retort.curation;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.digest.Sha256;
import dev.retort.events.EventJson;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Freezes what a training run learns from. */
@ApplicationScoped
class Datasets {

    /**
     * All that is approved, except domain examples whose question is a near duplicate of feedback's in another split: training on one would
     * show the question of the gate, and measuring with one would punish what a correction is there to change. What is between two splits is in none.
     */
    private static final String FILL = """
            insert into dataset_example (dataset_id, example_id, is_new)
            select :dataset, e.id, coalesce(e.used_by_run = :run, false)
            from example e
            where e.state = 'approved' and e.split <> 'between' and not (e.source = 'domain' and exists (
              select 1 from example f
              where f.cluster = e.cluster and f.state = 'approved' and f.source <> 'domain'
                and f.split not in (e.split, 'between')))""";

    /** The run's dataset, made if it has none. */
    Uni<FrozenDataset> freeze(Mutiny.Session session, String runId, Learnable learnable) {
        String id = "ds-" + runId;
        return Transactions.lock(session, "retort.freeze")
                .flatMap(locked -> find(session, runId))
                .flatMap(found -> found.map(dataset -> Uni.createFrom().item(dataset)).orElseGet(() -> session
                        .createNativeQuery("insert into dataset (id, run_id, digest) values (:id, :run, '')")
                        .setParameter("id", id).setParameter("run", runId).executeUpdate()
                        .flatMap(n -> session.createNativeQuery("update example set used_by_run = :run where state = 'approved' and "
                                + learnable.condition() + " and used_by_run is null")
                                .setParameter("run", runId).executeUpdate())
                        .flatMap(
                                n -> session.createNativeQuery(FILL).setParameter("dataset", id).setParameter("run", runId).executeUpdate())
                        .flatMap(n -> examples(session, id))
                        .flatMap(examples -> {
                            FrozenDataset dataset = new FrozenDataset(id, digest(examples), examples);
                            return session.createNativeQuery("update dataset set digest = :digest where id = :id")
                                    .setParameter("digest", dataset.digest()).setParameter("id", id).executeUpdate().replaceWith(dataset);
                        })));
    }

    Uni<FrozenDataset> dataset(Mutiny.Session session, String runId) {
        return find(session, runId).map(found -> found.orElseThrow(() -> new NoSuchElementException("run " + runId + " has no dataset")));
    }

    private static Uni<Optional<FrozenDataset>> find(Mutiny.Session session, String runId) {
        return session.createNativeQuery("select id, digest from dataset where run_id = :run", Object[].class).setParameter("run", runId)
                .getSingleResultOrNull()
                .flatMap(row -> row == null
                        ? Uni.createFrom().item(Optional.empty())
                        : examples(session, (String) row[0])
                                .map(examples -> Optional.of(new FrozenDataset((String) row[0], (String) row[1], examples))));
    }

    private static Uni<List<CuratedExample>> examples(Mutiny.Session session, String dataset) {
        return session.createNativeQuery("""
                select e.id, e.prompt, e.chosen, e.rejected, e.split, e.source, d.is_new
                from dataset_example d join example e on e.id = d.example_id where d.dataset_id = :dataset""", Object[].class)
                .setParameter("dataset", dataset).getResultList()
                .map(rows -> rows.stream().map(r -> new CuratedExample((String) r[0], TurnsConverter.read((String) r[1]),
                        Optional.ofNullable((String) r[2]), Optional.ofNullable((String) r[3]), Word.of(Split.class, (String) r[4]),
                        Word.of(Source.class, (String) r[5]),
                        (Boolean) r[6]))
                        .sorted(Comparator.comparing(CuratedExample::id)).toList());
    }

    /** SHA-256 over one line of JSON for each example in order of their ids: id, prompt, chosen and rejected where they are, split, source. */
    static String digest(List<CuratedExample> examples) {
        try {
            Sha256 sha = new Sha256();
            for (CuratedExample e : examples) {
                ObjectNode line = EventJson.MAPPER.createObjectNode().put("id", e.id());
                line.set("prompt", EventJson.MAPPER.valueToTree(e.prompt()));
                e.chosen().ifPresent(chosen -> line.put("chosen", chosen));
                e.rejected().ifPresent(rejected -> line.put("rejected", rejected));
                line.put("split", e.split().word()).put("source", e.source().word());
                sha.add(EventJson.MAPPER.writeValueAsString(line) + "\n");
            }
            return sha.hex();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
