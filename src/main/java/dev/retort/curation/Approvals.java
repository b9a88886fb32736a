package dev.retort.curation;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Approves examples, and sees to it that two approved corrections don't contradict each other. They do if their prompts have the same words,
 * turn by turn, and their replies have not: other wordings of a question may well have other wordings of the answer.
 */
@ApplicationScoped
class Approvals {
    private final CurationConfig config;

    Approvals(CurationConfig config) {
        this.config = config;
    }

    /** Approves a trusted person's example; with {@code retort.curation.conflicts=review} a contradiction goes to a reviewer instead. */
    Uni<Void> onTrust(Mutiny.Session session, Example example) {
        if (config.conflicts() == CurationConfig.Conflicts.LATEST_WINS) {
            return approve(session, example);
        }
        return contradicted(session, example).flatMap(others -> {
            if (others.isEmpty()) {
                return approve(session, example);
            }
            example.state = Example.State.CONFLICT;
            return Uni.createFrom().voidItem();
        });
    }

    /** Approves it; approved corrections that say otherwise are superseded. */
    Uni<Void> approve(Mutiny.Session session, Example example) {
        Instant now = Instant.now();
        return contradicted(session, example).invoke(others -> {
            others.forEach(other -> other.close(Example.State.SUPERSEDED, now));
            example.state = Example.State.APPROVED;
            example.approvedAt = now;
        }).replaceWithVoid();
    }

    /** Praise contradicts nobody: a model may have more than one good reply. */
    private static Uni<List<Example>> contradicted(Mutiny.Session session, Example example) {
        String chosen = example.chosen;
        if (example.source != Example.Source.CORRECTION || chosen == null) {
            return Uni.createFrom().item(List.of());
        }
        return Transactions.lock(session, "retort.prompt/" + example.promptKey)
                .flatMap(locked -> session.createQuery(
                        "from Example where promptKey = :key and state = :approved and source <> :domain and id <> :id", Example.class)
                        .setParameter("key", example.promptKey).setParameter("approved", Example.State.APPROVED)
                        .setParameter("domain", Example.Source.DOMAIN).setParameter("id", example.id).getResultList())
                .map(others -> others.stream().filter(other -> other.chosen != null && !Words.same(other.chosen, chosen)).toList());
    }
}
