package dev.retort.curation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.retort.curation.Clusters.Asked;
import dev.retort.curation.Clusters.Place;
import dev.retort.curation.Clusters.Stratum;
import dev.retort.digest.Sha256;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventJson;
import dev.retort.text.Redaction;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Stores examples from outside; the same example again changes nothing. */
@ApplicationScoped
class Imports {
    private final Clusters clusters;
    private final KeptContacts contacts;

    Imports(Clusters clusters, KeptContacts contacts) {
        this.clusters = clusters;
        this.contacts = contacts;
    }

    private record Incoming(String id, List<ChatTurn> prompt, String chosen, Optional<String> rejected, Source source,
            Optional<Split> split) {}

    private record Row(String id, String source, String prompt, String chosen, @Nullable String rejected, String prompt_key, long cluster,
            String split) {}

    /**
     * Stores examples, and returns how many were not there yet.
     *
     * @throws IllegalArgumentException if an example has no prompt or no reply, or is a flag
     */
    Uni<Integer> store(Mutiny.Session session, List<NewExample> examples) {
        return contacts.redaction(session).flatMap(redaction -> store(session, examples, redaction));
    }

    private Uni<Integer> store(Mutiny.Session session, List<NewExample> examples, Redaction redaction) {
        Map<String, Incoming> byId = new LinkedHashMap<>();
        examples.stream().map(example -> read(example, redaction)).forEach(i -> byId.putIfAbsent(i.id(), i));
        return session.createNativeQuery("select id from example where id in (:ids)", String.class)
                .setParameter("ids", List.copyOf(byId.keySet())).getResultList()
                .flatMap(there -> {
                    Set<String> known = new HashSet<>(there);
                    List<Incoming> fresh = byId.values().stream().filter(i -> !known.contains(i.id())).toList();
                    List<Incoming> domain = fresh.stream().filter(i -> i.source() == Source.DOMAIN).toList();
                    List<Incoming> feedback = fresh.stream().filter(i -> i.source() != Source.DOMAIN).toList();
                    return insert(session, domain, Stratum.DOMAIN)
                            .flatMap(n -> insert(session, feedback, Stratum.FEEDBACK).map(m -> n + m));
                });
    }

    private static Incoming read(NewExample e, Redaction redaction) {
        if (e.prompt().isEmpty() || e.chosen().isBlank()) {
            throw new IllegalArgumentException("an example needs a prompt and a reply: " + e);
        }
        if (e.source() == Source.FLAG) {
            throw new IllegalArgumentException("a flag has no reply to learn and cannot be imported: " + e);
        }
        // the base model has learned its own conversations as they are; placeholders in their place would teach it to say placeholders
        boolean asItIs = e.source() == Source.DOMAIN;
        List<ChatTurn> prompt = asItIs ? e.prompt() : Prompts.redacted(redaction, e.prompt());
        String chosen = asItIs ? e.chosen() : redaction.redact(e.chosen());
        Optional<String> rejected = asItIs ? e.rejected() : e.rejected().map(redaction::redact);
        String id = "im-"
                + Sha256.hex(e.source().word() + "\n" + TurnsConverter.write(prompt) + "\n" + chosen + "\n" + rejected).substring(0, 24);
        return new Incoming(id, prompt, chosen, rejected, e.source(), e.split());
    }

    private Uni<Integer> insert(Mutiny.Session session, List<Incoming> fresh, Stratum stratum) {
        if (fresh.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return clusters.place(session, fresh.stream().map(i -> new Asked(Prompts.asked(i.prompt()), i.split())).toList(), stratum)
                .flatMap(places -> session
                        .createNativeQuery(
                                """
                                        insert into example (id, source, state, prompt, chosen, rejected, prompt_key, cluster, split, contributor, approved_at)
                                        select id, source, 'approved', prompt, chosen, rejected, prompt_key, cluster, split, 'import', now()
                                        from json_to_recordset(cast(cast(:rows as text) as json)) as r(id text, source text, prompt text, chosen text, rejected text,
                                          prompt_key text, cluster bigint, split text)
                                        on conflict (id) do nothing""")
                        .setParameter("rows", rows(fresh, places)).executeUpdate());
    }

    private static String rows(List<Incoming> fresh, List<Place> places) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            Incoming e = fresh.get(i);
            rows.add(new Row(e.id(), e.source().word(), TurnsConverter.write(e.prompt()), e.chosen(), e.rejected().orElse(null),
                    Prompts.key(e.prompt()), places.get(i).cluster(), places.get(i).split().word()));
        }
        try {
            return EventJson.MAPPER.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an example's text is not Unicode: " + e.getOriginalMessage(), e);
        }
    }
}
