package dev.retort.curation;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.curation.Clusters.Asked;
import dev.retort.curation.Clusters.Stratum;
import dev.retort.events.ChatTurn;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.text.Redaction;
import dev.retort.text.Words;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Makes examples of feedback. A correction is an example with a better and a rejected reply. A flag is one with a rejected reply only; a reviewer may
 * give it a better one. Praise is one whose reply is the model's own. A person's last word on an exchange holds.
 */
@ApplicationScoped
class Judgement {
    private final Trust trust;
    private final Redaction redaction;
    private final Clusters clusters;
    private final Approvals approvals;
    private final Clock clock;

    Judgement(Trust trust, Clusters clusters, Approvals approvals, Redaction redaction, Clock clock) {
        this.clock = clock;
        this.trust = trust;
        this.clusters = clusters;
        this.approvals = approvals;
        this.redaction = redaction;
    }

    Uni<Void> apply(Mutiny.Session session, Feedback feedback, StoredExchange exchange) {
        feedback.state = Feedback.State.APPLIED;
        return earlier(session, feedback).flatMap(earlier -> switch (FeedbackIntake.verdict(feedback)) {
            case CORRECTED -> replace(session, earlier, Feedback.State.SUPERSEDED)
                    .flatMap(done -> example(session, feedback, exchange, Source.CORRECTION,
                            Optional.ofNullable(feedback.betterReply),
                            Optional.of(exchange.written())));
            case PRAISED -> replace(session, earlier, Feedback.State.SUPERSEDED).flatMap(done -> praise(session, feedback, exchange));
            case FLAGGED -> flag(session, feedback, exchange, earlier);
            case WITHDRAWN -> replace(session, earlier, Feedback.State.WITHDRAWN);
        });
    }

    /** The sentence that stands for a withheld reply is not the model's, and nobody has seen the model's own. */
    private Uni<Void> praise(Mutiny.Session session, Feedback feedback, StoredExchange exchange) {
        return exchange.withheld().isPresent()
                ? Uni.createFrom().voidItem()
                : example(session, feedback, exchange, Source.PRAISE, Optional.of(exchange.reply), Optional.empty());
    }

    /** A flag after the same person's own correction says nothing new: the correction stays. */
    private Uni<Void> flag(Mutiny.Session session, Feedback feedback, StoredExchange exchange, List<Feedback> earlier) {
        if (earlier.stream().anyMatch(f -> FeedbackIntake.verdict(f) == Verdict.CORRECTED)) {
            return Uni.createFrom().voidItem();
        }
        return replace(session, earlier, Feedback.State.SUPERSEDED).flatMap(done -> example(session, feedback, exchange,
                Source.FLAG, Optional.empty(), Optional.of(exchange.written())));
    }

    private static Uni<List<Feedback>> earlier(Mutiny.Session session, Feedback feedback) {
        return session
                .createQuery("from Feedback where exchangeId = :exchange and sender = :sender and number < :number and state = :applied"
                        + " and verdict <> :withdrawn order by number", Feedback.class)
                .setParameter("exchange", feedback.exchangeId).setParameter("sender", feedback.sender)
                .setParameter("number", feedback.number)
                .setParameter("applied", Feedback.State.APPLIED).setParameter("withdrawn", Verdict.WITHDRAWN.wireName()).getResultList();
    }

    /** Ends what a person said before, and the examples that are their words. A better reply that a reviewer wrote stays. */
    private Uni<Void> replace(Mutiny.Session session, List<Feedback> earlier, Feedback.State state) {
        if (earlier.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Example.State end = state == Feedback.State.WITHDRAWN ? Example.State.WITHDRAWN : Example.State.SUPERSEDED;
        Set<Example.State> living = EnumSet.of(Example.State.PENDING, Example.State.CONFLICT, Example.State.APPROVED);
        earlier.forEach(f -> f.state = state);
        return session
                .createQuery("from Example where feedbackNumber in (:numbers) and contributor = :sender and state in (:living)",
                        Example.class)
                .setParameter("numbers", earlier.stream().map(f -> f.number).toList()).setParameter("sender", earlier.get(0).sender)
                .setParameter("living", living).getResultList()
                .invoke(examples -> examples.forEach(e -> e.close(end, clock.instant())))
                .replaceWithVoid();
    }

    private Uni<Void> example(Mutiny.Session session, Feedback feedback, StoredExchange exchange, Source source,
            Optional<String> chosen,
            Optional<String> rejected) {
        List<ChatTurn> prompt = Prompts.redacted(redaction, exchange.prompt);
        Optional<String> better = chosen.map(redaction::redact);
        Optional<String> worse = rejected.map(redaction::redact).filter(r -> better.filter(b -> Words.same(b, r)).isEmpty());
        Example example = new Example();
        example.id = "ex-" + Words.digest("feedback " + feedback.number + " " + feedback.sender + " " + feedback.id).substring(0, 24);
        example.source = source;
        example.state = Example.State.PENDING;
        example.prompt = prompt;
        example.chosen = better.orElse(null);
        example.rejected = worse.orElse(null);
        example.promptKey = Prompts.key(prompt);
        example.contributor = feedback.sender;
        example.feedbackNumber = feedback.number;
        example.exchangeId = exchange.id;
        example.modelVersion = exchange.modelVersion;
        example.createdAt = clock.instant();
        return clusters.place(session, List.of(new Asked(Prompts.asked(prompt), Optional.empty())), Stratum.FEEDBACK)
                .flatMap(places -> {
                    example.cluster = places.get(0).cluster();
                    example.split = places.get(0).split();
                    return session.persist(example);
                })
                .flatMap(stored -> better.isPresent() && trust.countsAtOnce(feedback)
                        ? approvals.onTrust(session, example)
                        : Uni.createFrom().voidItem());
    }
}
