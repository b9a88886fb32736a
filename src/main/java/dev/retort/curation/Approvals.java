package dev.retort.curation;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.text.Words;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Approves examples, and sees to it that two approved ones don't contradict each other. Two corrections do if their prompts have the same words,
 * turn by turn, and their replies have not: other wordings of a question may well have other wordings of the answer. A flag and another example
 * do if the one says to avoid what the other says to reply.
 */
@ApplicationScoped
class Approvals {
    private final CurationConfig config;
    private final Clock clock;

    Approvals(CurationConfig config, Clock clock) {
        this.clock = clock;
        this.config = config;
    }

    /** Approves a trusted person's example; with {@code retort.curation.conflicts=review} a contradiction goes to a reviewer instead. */
    Uni<Void> onTrust(Mutiny.Session session, Example example) {
        if (config.conflicts() == CurationConfig.Conflicts.LATEST_WINS) {
            return approve(session, example);
        }
        return approved(session, example).flatMap(others -> {
            if (others.stream().noneMatch(other -> contradict(example, other))) {
                return approve(session, example, others);
            }
            example.state = Example.State.CONFLICT;
            return Uni.createFrom().voidItem();
        });
    }

    /**
     * Approves it; approved ones that say otherwise are superseded, and so is the flag of a reply that it betters. A flag whose reply has been
     * bettered is superseded at once.
     */
    Uni<Void> approve(Mutiny.Session session, Example example) {
        return approved(session, example).flatMap(others -> approve(session, example, others));
    }

    private Uni<Void> approve(Mutiny.Session session, Example example, List<Example> others) {
        Instant now = clock.instant();
        if (others.stream().anyMatch(other -> betters(other, example))) {
            example.close(Example.State.SUPERSEDED, now);
            return Uni.createFrom().voidItem();
        }
        others.stream().filter(other -> contradict(example, other) || betters(example, other))
                .forEach(other -> other.close(Example.State.SUPERSEDED, now));
        example.state = Example.State.APPROVED;
        example.approvedAt = now;
        return Uni.createFrom().voidItem();
    }

    /** The approved examples of the same prompt. */
    private static Uni<List<Example>> approved(Mutiny.Session session, Example example) {
        return Transactions.lock(session, "retort.prompt/" + example.promptKey)
                .flatMap(locked -> session.createQuery(
                        "from Example where promptKey = :key and state = :approved and source <> :domain and id <> :id", Example.class)
                        .setParameter("key", example.promptKey).setParameter("approved", Example.State.APPROVED)
                        .setParameter("domain", Source.DOMAIN).setParameter("id", example.id).getResultList());
    }

    /** Praise contradicts no correction: a model may have more than one good reply. */
    private static boolean contradict(Example example, Example other) {
        if (example.source == Source.FLAG || other.source == Source.FLAG) {
            return same(example.chosen, other.rejected) || same(example.rejected, other.chosen);
        }
        return example.source == Source.CORRECTION && other.chosen != null && !same(example.chosen, other.chosen);
    }

    /** Whether one gives a better reply than that which the other flags. */
    private static boolean betters(Example example, Example flag) {
        return example.source == Source.CORRECTION && flag.source == Source.FLAG && same(example.rejected, flag.rejected);
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
        return one != null && other != null && Words.same(one, other);
    }
}
