package dev.retort.curation;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.curation.Clusters.Asked;
import dev.retort.curation.Clusters.Stratum;
import dev.retort.curation.LastWord.Outcome;
import dev.retort.digest.Sha256;
import dev.retort.events.RecalledReply;
import dev.retort.text.Words;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Makes examples of feedback. A correction is an example with a better and a rejected reply. A flag is one with a rejected reply only; a reviewer may
 * give it a better one. Praise is one whose reply is the model's own. A person's last word on an exchange holds. Of an exchange in which a correction
 * was said, the model's own words are what is judged.
 */
@ApplicationScoped
class Judgement {
    private final Trust trust;
    private final KeptContacts contacts;
    private final Clusters clusters;
    private final Approvals approvals;
    private final Clock clock;

    Judgement(Trust trust, Clusters clusters, Approvals approvals, KeptContacts contacts, Clock clock) {
        this.clock = clock;
        this.trust = trust;
        this.clusters = clusters;
        this.approvals = approvals;
        this.contacts = contacts;
    }

    /** Lets what people have said of an exchange count. @param said all of what each of them has said of it */
    Uni<Void> apply(Mutiny.Session session, StoredExchange exchange, List<Feedback> said) {
        Map<String, List<Feedback>> bySender = said.stream()
                .collect(Collectors.groupingBy(feedback -> feedback.sender, LinkedHashMap::new, Collectors.toList()));
        List<Turnabout> changed = bySender.values().stream().flatMap(words -> Turnabout.of(words).stream()).toList();
        return Multi.createFrom().iterable(changed)
                .onItem().transformToUniAndConcatenate(change -> carryOut(session, change, exchange)
                        .map(example -> example.map(e -> new Changed(e, trust.countsAtOnce(change.feedback())))))
                .collect().asList().flatMap(examples -> settle(session, examples.stream().flatMap(Optional::stream).toList()));
    }

    /** A piece of feedback whose state changes. */
    private record Turnabout(Feedback feedback, boolean first, Outcome outcome) {
        /** Those among all that one person has said. */
        static List<Turnabout> of(List<Feedback> words) {
            Map<String, Outcome> outcomes = LastWord.of(words.stream().map(Feedback::said).toList());
            List<Turnabout> changes = new ArrayList<>();
            for (Feedback feedback : words) {
                Outcome outcome = outcomes.getOrDefault(feedback.id, Outcome.HOLDS);
                if (feedback.state != outcome.state()) {
                    changes.add(new Turnabout(feedback, feedback.state == Feedback.State.WAITING, outcome));
                }
            }
            return changes;
        }
    }

    private record Changed(Example example, boolean trusted) {}

    /** The example whose state has changed with it, if there is one. A better reply that a reviewer wrote stays as it is. */
    private Uni<Optional<Example>> carryOut(Mutiny.Session session, Turnabout change, StoredExchange exchange) {
        Feedback feedback = change.feedback();
        feedback.state = change.outcome().state();
        if (change.first()) {
            return change.outcome() == Outcome.SAID_BEFORE
                    ? Uni.createFrom().item(Optional.empty())
                    : make(session, feedback, exchange).invoke(made -> made.ifPresent(example -> turn(example, change.outcome())));
        }
        return session.createQuery("from Example where feedbackNumber = :number", Example.class).setParameter("number", feedback.number)
                .getResultList().flatMap(found -> {
                    Optional<Example> known = found.stream().findFirst();
                    if (known.isEmpty()) {
                        return change.outcome() == Outcome.HOLDS
                                ? make(session, feedback, exchange)
                                : Uni.createFrom().item(Optional.empty());
                    }
                    Optional<Example> own = known.filter(example -> example.contributor.equals(feedback.sender));
                    own.ifPresent(example -> turn(example, change.outcome()));
                    return Uni.createFrom().item(own);
                });
    }

    private void turn(Example example, Outcome outcome) {
        if (example.state == Example.State.DISMISSED) {
            return;
        }
        switch (outcome) {
            case HOLDS -> example.reopen();
            case WITHDRAWN -> example.close(Example.State.WITHDRAWN, clock.instant());
            case SAID_BEFORE, REPLACED -> example.close(Example.State.SUPERSEDED, clock.instant());
        }
    }

    /** Approves those of trusted people that are open, once all of the exchange have their state: prompts are locked last. */
    private Uni<Void> settle(Mutiny.Session session, List<Changed> changed) {
        return Multi.createFrom().iterable(changed.stream().map(change -> change.example().promptKey).distinct().sorted().toList())
                .onItem().transformToUniAndConcatenate(key -> approvals.settle(session, key, changed.stream()
                        .filter(change -> change.trusted() && change.example().promptKey.equals(key)).map(Changed::example)
                        .filter(example -> example.state == Example.State.PENDING && example.chosen != null).toList()))
                .collect().last().replaceWithVoid();
    }

    private Uni<Optional<Example>> make(Mutiny.Session session, Feedback feedback, StoredExchange exchange) {
        return switch (FeedbackIntake.verdict(feedback)) {
            case CORRECTED -> example(session, feedback, exchange, Source.CORRECTION, Optional.ofNullable(feedback.betterReply),
                    Optional.of(exchange.written())).map(Optional::of);
            // a correction, or the sentence that stands for a withheld reply, is not the model's, and nobody has seen the model's own
            case PRAISED -> exchange.withheld().isPresent() || exchange.recalled().isPresent()
                    ? Uni.createFrom().item(Optional.empty())
                    : example(session, feedback, exchange, Source.PRAISE, Optional.of(exchange.reply), Optional.empty()).map(Optional::of);
            case FLAGGED -> example(session, feedback, exchange, Source.FLAG, Optional.empty(), Optional.of(exchange.written()))
                    .map(Optional::of);
            case WITHDRAWN -> Uni.createFrom().item(Optional.empty());
        };
    }

    private Uni<Example> example(Mutiny.Session session, Feedback feedback, StoredExchange exchange, Source source,
            Optional<String> chosen, Optional<String> rejected) {
        return contacts.redaction(session).flatMap(redaction -> {
            Example example = new Example();
            example.id = "ex-" + Sha256.hex("feedback of " + feedback.sender + " " + feedback.id).substring(0, 24);
            example.source = source;
            example.state = Example.State.PENDING;
            example.prompt = Prompts.redacted(redaction, exchange.prompt);
            example.chosen = chosen.map(redaction::redact).orElse(null);
            example.rejected = rejected.map(redaction::redact).filter(worse -> example.chosen == null || !Words.same(example.chosen, worse))
                    .orElse(null);
            example.promptKey = Prompts.key(example.prompt);
            example.contributor = feedback.sender;
            example.feedbackNumber = feedback.number;
            example.exchangeId = exchange.id;
            example.modelVersion = exchange.modelVersion;
            example.recalled = exchange.recalled().map(RecalledReply::correction).orElse(null);
            example.trusted = trust.countsAtOnce(feedback);
            example.createdAt = clock.instant();
            example.saidAt = feedback.givenAt;
            return place(session, example);
        });
    }

    private Uni<Example> place(Mutiny.Session session, Example example) {
        return clusters.place(session, List.of(new Asked(Prompts.asked(example.prompt), Optional.empty())), Stratum.FEEDBACK)
                .flatMap(places -> {
                    example.cluster = places.get(0).cluster();
                    example.split = places.get(0).split();
                    return session.persist(example).chain(session::flush); // their numbers are in the order of what was said
                }).replaceWith(example);
    }
}
