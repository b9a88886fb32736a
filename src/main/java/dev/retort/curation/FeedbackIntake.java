package dev.retort.curation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.digest.Sha256;
import dev.retort.events.ExchangeEvent;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Reason;
import dev.retort.recall.Received;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Brings exchanges and the feedback on them together, whichever comes first, each once. */
@ApplicationScoped
class FeedbackIntake {
    private final Exchanges exchanges;
    private final Judgement judgement;

    FeedbackIntake(Exchanges exchanges, Judgement judgement) {
        this.exchanges = exchanges;
        this.judgement = judgement;
    }

    /** Stores an exchange and applies the feedback that waited for it. */
    Uni<Void> take(Mutiny.Session session, ExchangeEvent event) {
        return Exchanges.lock(session, event.exchangeId())
                .flatMap(locked -> exchanges.store(session, event))
                .flatMap(stored -> session
                        .createQuery("from Feedback where exchangeId = :exchange and state <> :expired order by givenAt, number",
                                Feedback.class)
                        .setParameter("exchange", event.exchangeId()).setParameter("expired", Feedback.State.EXPIRED).getResultList())
                .flatMap(said -> said.stream().noneMatch(feedback -> feedback.state == Feedback.State.WAITING)
                        ? Uni.createFrom().voidItem()
                        : session.find(StoredExchange.class, event.exchangeId())
                                .flatMap(exchange -> judgement.apply(session, exchange, said)));
    }

    /** Stores feedback and applies it, or lets it wait for its exchange. Fails with {@link PoisonException} if its id was used for something else. */
    Uni<Void> take(Mutiny.Session session, FeedbackEvent event, String source) {
        String digest = contentDigest(event);
        return Exchanges.lock(session, event.exchangeId())
                .flatMap(locked -> insert(session, event, source, digest))
                .flatMap(inserted -> session.createQuery("from Feedback where sender = :sender and id = :id", Feedback.class)
                        .setParameter("sender", event.by().id()).setParameter("id", event.feedbackId()).getSingleResult()
                        .flatMap(feedback -> {
                            if (inserted == 1) {
                                return takeNew(session, event);
                            }
                            return feedback.contentDigest.equals(digest)
                                    ? takeAgain(session, event, feedback)
                                    : Uni.createFrom()
                                            .failure(new PoisonException("feedback '" + event.feedbackId() + "' of '" + event.by().id()
                                                    + "' was received before with another content"));
                        }));
    }

    static Uni<Received> received(Mutiny.Session session, FeedbackEvent event) {
        return session.createQuery("from Feedback where sender = :sender and id = :id", Feedback.class)
                .setParameter("sender", event.by().id()).setParameter("id", event.feedbackId()).getSingleResultOrNull()
                .map(known -> {
                    if (known == null) {
                        return Received.NOTHING;
                    }
                    if (!known.contentDigest.equals(contentDigest(event))) {
                        return Received.SOMETHING_ELSE;
                    }
                    return known.state == Feedback.State.WITHDRAWN ? Received.TAKEN_BACK : Received.THE_SAME;
                });
    }

    private Uni<Void> takeNew(Mutiny.Session session, FeedbackEvent event) {
        Uni<Void> told = event.exchange().map(e -> exchanges.storeTold(session, event, e)).orElseGet(() -> Uni.createFrom().voidItem());
        return told.flatMap(stored -> judge(session, event));
    }

    /** It was said when it was said first, whichever of several comes first. */
    private Uni<Void> takeAgain(Mutiny.Session session, FeedbackEvent event, Feedback feedback) {
        if (!event.at().isBefore(feedback.givenAt)) {
            return Uni.createFrom().voidItem();
        }
        feedback.givenAt = event.at();
        return session.flush().flatMap(flushed -> judge(session, event));
    }

    /** Lets what its sender has said of its exchange count, if that is known. */
    private Uni<Void> judge(Mutiny.Session session, FeedbackEvent event) {
        return session.find(StoredExchange.class, event.exchangeId()).flatMap(exchange -> exchange == null
                ? Uni.createFrom().voidItem()
                : session
                        .createQuery("from Feedback where exchangeId = :exchange and sender = :sender and state <> :expired"
                                + " order by givenAt, number",
                                Feedback.class)
                        .setParameter("exchange", event.exchangeId()).setParameter("sender", event.by().id())
                        .setParameter("expired", Feedback.State.EXPIRED).getResultList()
                        .flatMap(said -> judgement.apply(session, exchange, said)));
    }

    private static Uni<Integer> insert(Mutiny.Session session, FeedbackEvent e, String source, String digest) {
        return session
                .createNativeQuery(
                        """
                                insert into feedback (sender, id, sender_role, source, exchange_id, verdict, reason, better_reply, comment, given_at,
                                  content_digest, state)
                                values (:sender, :id, :role, :source, :exchange, :verdict, nullif(:reason, ''), nullif(:better, ''), nullif(:comment, ''), :at,
                                  :digest, 'waiting')
                                on conflict (sender, id) do nothing""")
                .setParameter("sender", e.by().id()).setParameter("id", e.feedbackId())
                .setParameter("role", e.by().role().name().toLowerCase(Locale.ROOT)).setParameter("source", source)
                .setParameter("exchange", e.exchangeId()).setParameter("verdict", e.verdict().wireName())
                .setParameter("reason", e.reason().map(Reason::wireName).orElse("")).setParameter("better", e.betterReply().orElse(""))
                .setParameter("comment", e.comment().orElse("")).setParameter("at", e.at()).setParameter("digest", digest).executeUpdate();
    }

    /** A sender who tries again may give another time, not another opinion. */
    private static String contentDigest(FeedbackEvent e) {
        return Sha256.hex(List.of(e.exchangeId(), e.verdict(), e.reason(), e.betterReply(), e.comment()).toString());
    }

    /** Lets feedback expire that has waited since before then. */
    Uni<Integer> expire(Mutiny.Session session, java.time.Instant arrivedBefore) {
        return session.createMutationQuery("update Feedback set state = :expired where state = :waiting and arrivedAt < :then")
                .setParameter("expired", Feedback.State.EXPIRED).setParameter("waiting", Feedback.State.WAITING)
                .setParameter("then", arrivedBefore).executeUpdate();
    }

    /** The verdict of stored feedback. */
    static FeedbackEvent.Verdict verdict(Feedback feedback) {
        return Optional.of(feedback.verdict).flatMap(FeedbackEvent.Verdict::of)
                .orElseThrow(() -> new IllegalStateException("feedback " + feedback.number + " has the verdict " + feedback.verdict));
    }
}
