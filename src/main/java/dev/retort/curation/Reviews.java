package dev.retort.curation;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.problem.Problem;
import dev.retort.text.Words;
import io.smallrye.mutiny.Uni;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/** The decisions of reviewers. */
@ApplicationScoped
class Reviews {
    private final Transactions transactions;
    private final Approvals approvals;
    private final KeptContacts contacts;
    private final MemoryOutbox memory;
    private final Clock clock;

    Reviews(Transactions transactions, Approvals approvals, KeptContacts contacts, MemoryOutbox memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
        this.transactions = transactions;
        this.approvals = approvals;
        this.contacts = contacts;
    }

    enum Decision implements Word {
        APPROVE, DISMISS
    }

    /** @param betterReply what the model should have said, in the reviewer's words; a flagged reply without one is approved as one to avoid */
    record Review(String exampleId, Decision decision, Optional<String> betterReply, Optional<String> comment, String reviewer) {}

    Uni<ExampleView> decide(Review review) {
        return transactions.run(session -> session.find(Example.class, review.exampleId(), LockMode.PESSIMISTIC_WRITE).flatMap(example -> {
            if (example == null) {
                throw Problem.plain(404, "Not Found", "there is no example " + review.exampleId()).refusal();
            }
            if (!example.state.isOpen()) {
                throw Problem.plain(409, "Conflict", "example " + example.id + " is " + example.state.word() + " already").refusal();
            }
            return record(session, review).flatMap(done -> apply(session, review, example)).flatMap(done -> session.flush())
                    .flatMap(done -> feedback(session, example)).flatMap(feedback -> ContradictoryPairs.of(session, List.of(example.id))
                            .map(contradicts -> ExampleView.of(example, feedback, contradicts.getOrDefault(example.id, List.of()))));
        })).invoke(memory::soon);
    }

    private Uni<Void> apply(Mutiny.Session session, Review review, Example example) {
        if (review.decision() == Decision.DISMISS) {
            example.close(Example.State.DISMISSED, clock.instant());
            return Uni.createFrom().voidItem();
        }
        return contacts.redaction(session).flatMap(redaction -> {
            review.betterReply().map(redaction::redact).ifPresent(better -> better(example, better, review.reviewer()));
            return approvals.approve(session, example);
        });
    }

    private static void better(Example example, String better, String reviewer) {
        example.chosen = better;
        example.contributor = reviewer;
        if (example.source == Source.FLAG) {
            example.source = Source.CORRECTION;
        }
        if (example.rejected != null && Words.same(example.rejected, better)) {
            example.rejected = null;
        }
    }

    private static Uni<Integer> record(Mutiny.Session session, Review review) {
        return session.createNativeQuery("""
                insert into review (example_id, reviewer, decision, better_reply, comment)
                values (:example, :reviewer, :decision, nullif(:better, ''), nullif(:comment, ''))""")
                .setParameter("example", review.exampleId()).setParameter("reviewer", review.reviewer())
                .setParameter("decision", review.decision().word()).setParameter("better", review.betterReply().orElse(""))
                .setParameter("comment", review.comment().orElse("")).executeUpdate();
    }

    private static Uni<Optional<Feedback>> feedback(Mutiny.Session session, Example example) {
        Long number = example.feedbackNumber;
        return number == null ? Uni.createFrom().item(Optional.empty()) : session.find(Feedback.class, number).map(Optional::ofNullable);
    }
}
